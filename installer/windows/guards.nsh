; What setup and uninstaller make sure of before they touch anything; setup.nsi says when. Each macro goes on or ends the
; program with a sentence (none when silent) and an exit code that setup.nsi lists.
; Registers: each macro may change $0 to $9 and $R0.

!macro Stop code sentence
  MessageBox MB_ICONSTOP "${sentence}" /SD IDOK
  SetErrorLevel ${code}
  Quit
!macroend

; Windows lets nobody write to a program that runs: opening it for writing fails with error 32. Nothing is written here.
!macro RefuseWhileRuns path
  ${Do}
    System::Call 'kernel32::CreateFileW(w "${path}", i 0x40000000, i 7, p 0, i 3, i 0, p 0) p.r0 ?e'
    Pop $1
    System::Call 'kernel32::CloseHandle(p r0)'
    ${If} $1 <> 32
      ${Break}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${NAME}正在运行。请先关闭${NAME}，再点“重试”。" /SD IDCANCEL IDRETRY +3
    SetErrorLevel 4
    Quit
  ${Loop}
!macroend

; $1: 0 when the file $2 can be opened for that access, otherwise Windows' error.
!macro OpenFor access
  System::Call 'kernel32::CreateFileW(w r2, i ${access}, i 7, p 0, i 3, i 0, p 0) p.r0 ?e'
  Pop $1
  ${If} $0 != -1
    System::Call 'kernel32::CloseHandle(p r0)'
    StrCpy $1 0
  ${EndIf}
!macroend

; Goes on when the file $2 can be deleted, or is not there. Errors: 32 another program holds it, 5 deleting is forbidden.
; A library that a program has loaded may be opened for deletion but not for writing; a read-only file is no hindrance.
!macro FunctionRefuseHeldFile un
Function ${un}RefuseHeldFile
  ${Do}
    !insertmacro OpenFor 0x00010000
    ${If} $1 <> 32
    ${AndIf} $1 <> 5
      !insertmacro OpenFor 0x40000000
      ${If} $1 <> 32
        Return
      ${EndIf}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "文件“$2”正被别的程序使用，或者不允许删除。程序和数据都还没有动。$\n$\n请关闭正在使用它的程序，再点“重试”。" /SD IDCANCEL IDRETRY +3
    SetErrorLevel 4
    Quit
  ${Loop}
FunctionEnd
!macroend
!insertmacro FunctionRefuseHeldFile ""
!insertmacro FunctionRefuseHeldFile "un."
!insertmacro FunctionRefuseHeldFiles ""
!insertmacro FunctionRefuseHeldFiles "un."

; All is asked before the first file is deleted: a version of which half the files are gone helps nobody.
!macro RefuseWhileInUse un folder
  ${If} ${folder} != ""
    !insertmacro RefuseWhileRuns "${folder}\${EXE}"
    !insertmacro RefuseWhileRuns "${folder}\${CONSOLE_EXE}"
    StrCpy $R0 ${folder}
    Call ${un}RefuseHeldFiles
  ${EndIf}
!macroend

; One setup or uninstaller at a time: two would lay down and delete the same files. Windows ends the mutex with its owner.
!macro RefuseSecond
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "${ID}-setup") p.r1 ?e'
  Pop $0
  ${If} $0 = 183
    !insertmacro Stop 4 "${NAME}的另一个安装或卸载程序还开着，这一个什么也没有做。请等那一个做完，或者先把它关闭。"
  ${EndIf}
!macroend

Function un.onInit
  ${GetParameters} $0
  ${GetOptions} $0 "/UPGRADE" $1
  ${If} ${Errors} ; in an upgrade the setup that runs this has the mutex
    !insertmacro RefuseSecond
  ${EndIf}
FunctionEnd

; A newer version may have made a newer data file, which this one could not open.
!macro RefuseOlderThan installed
  ${VersionCompare} "${installed}" "${VERSION}" $0
  ${If} $0 = 1
    MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONEXCLAMATION "电脑上已经有较新的 ${installed} 版。${VERSION} 版可能打不开新版的数据。$\n$\n确定要换成较旧的 ${VERSION} 版吗？" /SD IDNO IDYES +3
    SetErrorLevel 5
    Quit
  ${EndIf}
!macroend

; NSIS takes the usual folder without a word when that of /D= cannot be (no such drive, a file in its place, a root).
!macro RefuseOtherFolder
  System::Call 'kernel32::GetCommandLineW() w.r0'
  ClearErrors
  ${WordFind} $0 " /D=" "E+1}" $1
  ${IfNot} ${Errors}
  ${AndIf} $1 != $INSTDIR
  ${AndIf} $1 != "$INSTDIR\"
    StrCpy $0 $1 "" 1 ; what follows the drive's letter
    ${If} $0 == ":"
    ${OrIf} $0 == ":\"
    ${OrIf} $0 == ":/"
      !insertmacro Stop 6 "不能直接安装到磁盘“$1”的最上层，没有安装。请选一个文件夹，例如 D:\${NAME}。"
    ${EndIf}
    !insertmacro Stop 6 "不能安装到文件夹“$1”：没有这个磁盘，或者这不是文件夹。没有安装。"
  ${EndIf}
!macroend

; NSIS looks at the space only on the page where the folder is chosen, so not in a silent setup.
!macro RefuseFolder section
  CreateDirectory $INSTDIR
  ClearErrors
  GetTempFileName $0 $INSTDIR
  ${If} ${Errors}
    RMDir $INSTDIR
    !insertmacro Stop 6 "不能在文件夹“$INSTDIR”里写文件，没有安装。请重新运行安装程序，换一个文件夹；用建议的文件夹不需要管理员权限。"
  ${EndIf}
  Delete $0
  SectionGetSize ${section} $0
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$INSTDIR", *l .r1, p 0, p 0)'
  System::Int64Op $1 / 1024
  Pop $1
  System::Int64Op $1 < $0
  Pop $1
  ${If} $1 = 1
    RMDir $INSTDIR
    !insertmacro Stop 6 "“$INSTDIR”所在的磁盘空间不够：安装需要 $0 KB。没有安装。请腾出空间，或者换一个磁盘。"
  ${EndIf}
!macroend

!macro FindData ; as desktop/paths.py finds it
  ReadEnvStr $DATA ZIPING_DATA_DIR
  ${If} $DATA == ""
    StrCpy $DATA "$LOCALAPPDATA\${ID}"
  ${EndIf}
!macroend

; $2 becomes 0 unless both files have one size and one time of writing, or neither is there. The structure that Windows
; fills holds attributes, three times and the size, each of the latter in two halves.
!macro CompareFile one other
  !insertmacro SizeAndTime "${one}" $8
  !insertmacro SizeAndTime "${other}" $9
  ${If} $8 != $9
    StrCpy $2 0
  ${EndIf}
!macroend

!macro SizeAndTime path result
  StrCpy ${result} ""
  System::Call '*(&i36) p.r3'
  System::Call 'kernel32::GetFileAttributesExW(w "${path}", i 0, p r3) i.r4'
  ${If} $4 <> 0
    System::Call '*$3(i, i, i, i, i, i.r4, i.r5, i.r6, i.r7)'
    StrCpy ${result} "$4 $5 $6 $7"
  ${EndIf}
  System::Free $3
!macroend

; Copies the data file to a folder of its own. An earlier copy is never overwritten or deleted; where one holds the data
; as they are now, there is nothing to copy.
!macro BackUpData version
  !insertmacro FindData
  StrCpy $0 1
  StrCpy $1 "$DATA\备份\升级前-${version}"
  ${While} ${FileExists} "$1\*.*"
    !insertmacro CompareData
    ${If} $2 = 1
      ${Break}
    ${EndIf}
    IntOp $0 $0 + 1
    StrCpy $1 "$DATA\备份\升级前-${version}-$0"
  ${EndWhile}
  ClearErrors
  ${IfNot} ${FileExists} "$1\*.*"
    !insertmacro CopyData
  ${EndIf}
  ${If} ${Errors}
    !insertmacro DeleteCopy ; half a copy would be taken for one
    RMDir "$DATA\备份"
    !insertmacro Stop 7 "没能把填报数据备份到“$1”，没有安装，原来的程序和数据都没有动。请看看磁盘空间够不够，再安装一次。"
  ${EndIf}
!macroend

; The old version's own uninstaller knows the old version's files: with 4 it leaves before it deletes the first.
; ${folder} must be unquoted and last after _?=.
!macro RemoveOldVersion folder
  StrCpy $0 ""
  ClearErrors
  ExecWait '"${folder}\uninstall.exe" /S /UPGRADE _?=${folder}' $0
  ${If} $0 = 4
    !insertmacro Stop 4 "“${folder}”里有旧版本的文件正被别的程序使用，没有安装，原来的程序和数据都没有动。请关闭其他程序，或者重新启动电脑，再安装一次。"
  ${EndIf}
  ${If} ${Errors}
  ${OrIf} $0 <> 0
  ${OrIf} ${FileExists} "${folder}\${EXE}"
    !insertmacro Stop 8 "“${folder}”里的旧版本没有删除干净，安装没有继续，数据没有动。请重新启动电脑，再安装一次；仍不行时，请手工删除那里的程序文件。"
  ${EndIf}
  Delete "${folder}\uninstall.exe"
  RMDir "${folder}"
!macroend

; A folder that still holds a file of the user's stays.
!macro RemoveProgram
  ClearErrors
  !insertmacro DeleteFiles
  ${If} ${Errors}
    !insertmacro Stop 8 "有程序文件正在被使用，没有全部删除。请重新启动电脑，再卸载一次。"
  ${EndIf}
  Delete "$INSTDIR\uninstall.exe"
  !insertmacro RemoveFolders
!macroend

!macro OfferToDeleteData
  !insertmacro FindData
  ${If} ${FileExists} "$DATA\自评数据.*"
    ${If} ${Cmd} `MessageBox MB_YESNO|MB_DEFBUTTON2|MB_ICONQUESTION "同时删除填报数据吗？$\n$\n选“否”：数据留在电脑上，重新安装后还在。$\n选“是”：自评数据、界面设置和运行日志会被删除，不能恢复；备份和自己添加的表样仍然保留。" /SD IDNO IDYES`
      !insertmacro DeleteData
    ${EndIf}
  ${EndIf}
!macroend

!macro TellExplorer ; that the programs for files have changed (SHCNE_ASSOCCHANGED)
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend
