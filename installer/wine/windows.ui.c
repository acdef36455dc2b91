/* test-only windows.ui.dll for Wine 8: activates Windows.UI.ViewManagement.UISettings and answers
   IUISettings3::GetColorValue with light-theme colours; every other method returns E_NOTIMPL. */
typedef unsigned char u8; typedef unsigned int u32; typedef long HR; typedef unsigned long long u64;
#define S __stdcall
typedef struct { u32 a; unsigned short b,c; u8 d[8]; } G;
static const G IUnk={0,0,0,{0xc0,0,0,0,0,0,0,0x46}}, IInsp={0xaf86e2e0,0xb12d,0x4c6a,{0x9c,0x5a,0xd7,0xaa,0x65,0x10,0x1e,0x90}},
 IAct={0x35,0,0,{0xc0,0,0,0,0,0,0,0x46}}, IAgile={0x94ea2b94,0xe9cc,0x49e0,{0xc0,0xff,0xee,0x64,0xca,0x8f,0x5b,0x90}},
 IUI={0x85361600,0x1c63,0x4627,{0xbc,0xb1,0x3a,0x89,0xe0,0xbc,0x9c,0x55}}, IUI3={0x03021be4,0x5254,0x4781,{0x81,0x94,0x51,0x68,0xf7,0xd0,0x6d,0x7b}};
static int eq(const G*x,const G*y){const u64*p=(const u64*)x,*q=(const u64*)y;return p[0]==q[0]&&p[1]==q[1];}
#define NOI ((HR)0x80004002)
#define NIMPL ((HR)0x80004001)
typedef struct { const void**v; } O;
extern const void* fv[]; extern const void* uv[]; extern const void* u3[];
static O fac={fv}, ui={uv}, ui3={u3};
static u32 S ref(O*o){return 2;}
static HR S ni(void){return NIMPL;}
static HR S iids(O*o,u32*n,void**p){*n=0;*p=0;return 0;}
static HR S cname(O*o,void**h){*h=0;return 0;}
static HR S trust(O*o,int*t){*t=0;return 0;}
static HR S qf(O*o,const G*g,void**r){ if(eq(g,&IUnk)||eq(g,&IInsp)||eq(g,&IAct)||eq(g,&IAgile)){*r=&fac;return 0;} *r=0;return NOI; }
static HR S qu(O*o,const G*g,void**r){ if(eq(g,&IUnk)||eq(g,&IInsp)||eq(g,&IUI)||eq(g,&IAgile)){*r=&ui;return 0;} if(eq(g,&IUI3)){*r=&ui3;return 0;} *r=0;return NOI; }
static HR S act(O*o,void**r){*r=&ui;return 0;}
static HR S col(O*o,int t,u8*c){ static const u8 k[10][3]={{255,255,255},{0,0,0},{0,26,104},{0,62,146},{0,90,158},{0,120,215},{66,156,227},{118,185,237},{166,216,255},{215,95,0}};
  int i=(t>=0&&t<10)?t:5; c[0]=255;c[1]=k[i][0];c[2]=k[i][1];c[3]=k[i][2]; return 0; }
static HR S addh(O*o,void*h,u64*t){*t=1;return 0;}
static HR S remh(O*o,u64 t){return 0;}
const void* fv[]={qf,ref,ref,iids,cname,trust,act};
const void* uv[]={qu,ref,ref,iids,cname,trust,ni,ni,ni,ni,ni,ni,ni,ni,ni,ni,ni,ni,ni,ni,ni,ni};
const void* u3[]={qu,ref,ref,iids,cname,trust,col,addh,remh};
__declspec(dllexport) HR S DllGetActivationFactory(void*cls,void**f){*f=&fac;return 0;}
__declspec(dllexport) HR S DllCanUnloadNow(void){return 1;}
int S DllMain(void*h,u32 r,void*p){return 1;}
