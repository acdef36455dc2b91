/* Runs the command line that standard input holds in UTF-8, unchanged, and returns its exit code: Wine quotes arguments
   with spaces, and an NSIS setup wants its /D=C:\a folder without quotes. */
#include <windows.h>

static char bytes[8192];
static WCHAR line[8192];

int main(void)
{
    DWORD length = 0, read, code = 0;
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION process;

    while (length < sizeof bytes - 1 &&
           ReadFile(GetStdHandle(STD_INPUT_HANDLE), bytes + length, sizeof bytes - 1 - length, &read, NULL) && read)
        length += read;
    if (!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, bytes, length, line, 8191))
        return 251;
    if (!CreateProcessW(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process))
        return 252;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    return code;
}
