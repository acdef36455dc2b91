/* Keeps Wine's desktop process alive until standard input ends: started by a program of ours, it would inherit and hold
   open the pipe that program's output is read from, and reading would never end. */
#include <windows.h>

int main(void)
{
    char letter;
    DWORD read;

    CreateWindowExW(0, L"STATIC", L"", WS_POPUP, 0, 0, 1, 1, NULL, NULL, NULL, NULL);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "ready\n", 6, &read, NULL);
    while (ReadFile(GetStdHandle(STD_INPUT_HANDLE), &letter, 1, &read, NULL) && read)
        ;
    return 0;
}
