/* test-only stand-in for the Windows icuuc.dll that Wine 8 lacks: every converter call fails cleanly */
typedef int UErrorCode; 
#define E __declspec(dllexport)
#define UNSUP 16
E void* ucnv_open(const char*n, UErrorCode*e){ if(e)*e=4/*U_FILE_ACCESS_ERROR*/; return 0; }
E void ucnv_close(void*c){}
E void ucnv_reset(void*c){}
E signed char ucnv_getMaxCharSize(void*c){return 1;}
E const char* ucnv_getName(void*c, UErrorCode*e){ if(e)*e=UNSUP; return 0;}
E void ucnv_getToUCallBack(void*c, void**a, const void**x){ if(a)*a=0; if(x)*x=0; }
E void ucnv_getFromUCallBack(void*c, void**a, const void**x){ if(a)*a=0; if(x)*x=0; }
E void ucnv_setToUCallBack(void*c, void*a,const void*x, void**oa,const void**ox, UErrorCode*e){ if(e)*e=UNSUP; }
E void ucnv_setFromUCallBack(void*c, void*a,const void*x, void**oa,const void**ox, UErrorCode*e){ if(e)*e=UNSUP; }
E void ucnv_fromUnicode(void*c,char**t,const char*tl,const void**s,const void*sl,int*o,signed char f,UErrorCode*e){ if(e)*e=UNSUP; }
E void ucnv_toUnicode(void*c,void**t,const void*tl,const char**s,const char*sl,int*o,signed char f,UErrorCode*e){ if(e)*e=UNSUP; }
E int ucnv_countAvailable(void){return 0;}
E const char* ucnv_getAvailableName(int n){return 0;}
E void ucnv_cbToUWriteUChars(void*a,const void*s,int l,int o,UErrorCode*e){ if(e)*e=UNSUP; }
E void ucnv_cbFromUWriteUChars(void*a,const void**s,const void*l,int o,UErrorCode*e){ if(e)*e=UNSUP; }
E int ucnv_toUCountPending(void*c,UErrorCode*e){return 0;}
E int ucnv_fromUCountPending(void*c,UErrorCode*e){return 0;}
E const char* ucnv_getStandardName(const char*n,const char*s,UErrorCode*e){ if(e)*e=UNSUP; return 0;}
E void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void){}
E void UCNV_TO_U_CALLBACK_SUBSTITUTE(void){}
E int __stdcall DllMain(void*h,unsigned r,void*p){return 1;}
