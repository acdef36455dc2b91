; Setup of the program for one user, without administrator rights. installer/nsis.py compiles it and writes the lists.
; Exit codes: 0 done; 1 cancelled; 2 a file could not be written; 3 Windows too old;
; 4 the program or another setup runs, or a file is held; 5 a newer version is installed;
; 6 folder not writable, or no room; 7 data not backed up; 8 program files not removed.
; Silent: /S, with a folder /D=C:\any folder (last, without quotes). The uninstaller keeps the data when silent.

; As tested: the tests' Wine has no 32-bit half. A 32-bit Windows itself refuses a 64-bit setup with a sentence.
Target amd64-unicode
!include MUI2.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include FileFunc.nsh
!include /CHARSET=UTF8 "${LISTS}"
!include /CHARSET=UTF8 "guards.nsh"

Name "${NAME}"
OutFile "${OUT}"
BrandingText "${NAME} ${VERSION}"
SetFont /LANG=2052 "Microsoft YaHei UI" 9 ; the language file asks for a font of bitmaps
RequestExecutionLevel user
ManifestDPIAware true
ManifestLongPathAware true
InstallDir "$LOCALAPPDATA\Programs\${ID}"
InstallDirRegKey HKCU "${ENTRY}" InstallLocation
AllowSkipFiles off ; a file that cannot be written ends the setup, silent or not

!define MUI_ABORTWARNING
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!define MUI_FINISHPAGE_RUN_TEXT "立即运行${NAME}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE SimpChinese

Var OLD ; folder of the installed version; empty when there is none, or its folder was removed by hand
Var OLD_VERSION
Var DATA

Section "${NAME}" Program
  SectionIn RO
  AddSize 1024 ; the uninstaller and the shortcuts
  !insertmacro RefuseWhileInUse "" $OLD
  !insertmacro RefuseWhileInUse "" $INSTDIR
  !insertmacro RefuseFolder ${Program}
  ${If} $OLD != ""
    !insertmacro BackUpData $OLD_VERSION
    !insertmacro RemoveOldVersion $OLD
  ${EndIf}
  SetOutPath $INSTDIR
  !insertmacro WriteEntry ; before the files, as the uninstaller: what a full disk leaves half done can be uninstalled
  ClearErrors
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    !insertmacro Stop 2 "不能写入“$INSTDIR\uninstall.exe”，安装没有完成，数据没有动。请看看磁盘空间够不够，再安装一次。"
  ${EndIf}
  !insertmacro InstallFiles
  SetOutPath $INSTDIR ; where the shortcuts start the program
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${EXE}"
SectionEnd

Section "桌面快捷方式" Desktop
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${EXE}"
SectionEnd

Section "双击打开数据文件和交换包" Types
  !insertmacro WriteTypes
SectionEnd

Section ; what an upgrade has kept and the user does not want now
  ${IfNot} ${SectionIsSelected} ${Desktop}
    Delete "$DESKTOP\${NAME}.lnk"
  ${EndIf}
  ${IfNot} ${SectionIsSelected} ${Types}
    !insertmacro RemoveTypes
  ${EndIf}
  !insertmacro TellExplorer
SectionEnd

Function .onInit
  ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    !insertmacro Stop 3 "${NAME}需要 64 位的 Windows 10（1809 版）或更新的系统。这台电脑的系统较旧，没有安装。"
  ${EndIf}
  !insertmacro RefuseSecond
  !insertmacro RefuseOtherFolder
  ReadRegStr $OLD HKCU "${ENTRY}" InstallLocation
  ReadRegStr $OLD_VERSION HKCU "${ENTRY}" DisplayVersion
  ${IfNot} ${FileExists} "$OLD\${EXE}"
  ${AndIfNot} ${FileExists} "$OLD\uninstall.exe"
    StrCpy $OLD ""
    Return
  ${EndIf}
  !insertmacro RefuseOlderThan $OLD_VERSION
  ${IfNot} ${FileExists} "$DESKTOP\${NAME}.lnk" ; what the user did away with does not come back
    !insertmacro UnselectSection ${Desktop}
  ${EndIf}
  ReadRegStr $0 HKCU "${FIRST_TYPE}" ""
  ${If} $0 != "${ID}${DATA_SUFFIX}"
    !insertmacro UnselectSection ${Types}
  ${EndIf}
FunctionEnd

Section Uninstall
  !insertmacro RefuseWhileInUse "un." $INSTDIR
  !insertmacro RemoveProgram
  ${GetParameters} $0
  ${GetOptions} $0 "/UPGRADE" $1
  ${If} ${Errors} ; no upgrade: nothing comes after
    Delete "$DESKTOP\${NAME}.lnk"
    Delete "$SMPROGRAMS\${NAME}.lnk"
    !insertmacro RemoveTypes
    !insertmacro TellExplorer
    !insertmacro RemoveEntry
    !insertmacro OfferToDeleteData
  ${EndIf}
SectionEnd
