/* test-only stand-in for bcryptprimitives.dll (Wine 8 lacks it): Rust's std calls ProcessPrng */
__declspec(dllimport) unsigned char __stdcall SystemFunction036(void*, unsigned long);
__declspec(dllexport) int __stdcall ProcessPrng(unsigned char*p, unsigned long long n){
  while(n){ unsigned long k = n>0x10000000ull?0x10000000ul:(unsigned long)n; if(!SystemFunction036(p,k)) return 0; p+=k; n-=k; } return 1; }
int __stdcall DllMain(void*h,unsigned r,void*p){return 1;}
