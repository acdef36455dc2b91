/* Holds a file open as an editor or a virus scanner does: hold.exe FILE SHARE, until standard input ends. SHARE is what
   others may do meanwhile: 1 read, 2 write, 4 delete, added up. */
#include <windows.h>
#include <shellapi.h>

int main(void)
{
    int count;
    char letter;
    DWORD read;
    WCHAR **words = CommandLineToArgvW(GetCommandLineW(), &count);

    if (count != 3 || CreateFileW(words[1], GENERIC_READ, words[2][0] - L'0', NULL, OPEN_EXISTING, 0, NULL) ==
                          INVALID_HANDLE_VALUE)
        return 250;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "ready\n", 6, &read, NULL);
    while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), &letter, 1, &read, NULL) && read)
        ;
    return 0;
}
