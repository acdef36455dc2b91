/* detached.exe PROGRAM ARGUMENTS: runs it without a console and without standard handles, as Explorer does, and returns
   its exit code. */
#include <windows.h>

int main(void)
{
    DWORD code = 0;
    WCHAR *rest = GetCommandLineW(), end = *rest == L'"' ? L'"' : L' ';
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION process;

    while (*++rest && *rest != end)
        ;
    rest += *rest == L'"';
    while (*rest == L' ')
        rest++;
    if (!CreateProcessW(NULL, rest, NULL, NULL, FALSE, DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP, NULL, NULL, &start,
                        &process))
        return 252;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    return code;
}
