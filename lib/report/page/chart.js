/*
chart.js 4.6.1, https://www.chartjs.org

The MIT License (MIT)

Copyright (c) 2014-2024 Chart.js Contributors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

@kurkle/color 0.3.4, https://github.com/kurkle/color#readme

The MIT License (MIT)

Copyright (c) 2018-2024 Jukka Kurkela

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.

chartjs-chart-treemap 4.2.2, https://chartjs-chart-treemap.pages.dev/

MIT License

Copyright (c) 2019-2021 Jukka Kurkela

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.

*/
(()=>{var Mo=Object.defineProperty;var wo=(i,t,e)=>t in i?Mo(i,t,{enumerable:!0,configurable:!0,writable:!0,value:e}):i[t]=e;var k=(i,t,e)=>wo(i,typeof t!="symbol"?t+"":t,e);function he(i){return i+.5|0}var _t=(i,t,e)=>Math.max(Math.min(i,e),t);function le(i){return _t(he(i*2.55),0,255)}function yt(i){return _t(he(i*255),0,255)}function ht(i){return _t(he(i/2.55)/100,0,1)}function As(i){return _t(he(i*100),0,100)}var Z={0:0,1:1,2:2,3:3,4:4,5:5,
6:6,7:7,8:8,9:9,A:10,B:11,C:12,D:13,E:14,F:15,a:10,b:11,c:12,d:13,e:14,f:15},Di=[..."0123456789ABCDEF"],ko=i=>Di[i&15],So=i=>Di[(i&240)>>4]+Di[i&15],Be=i=>(i&240)>>
4===(i&15),Po=i=>Be(i.r)&&Be(i.g)&&Be(i.b)&&Be(i.a);function Do(i){var t=i.length,e;return i[0]==="#"&&(t===4||t===5?e={r:255&Z[i[1]]*17,g:255&Z[i[2]]*17,b:255&
Z[i[3]]*17,a:t===5?Z[i[4]]*17:255}:(t===7||t===9)&&(e={r:Z[i[1]]<<4|Z[i[2]],g:Z[i[3]]<<4|Z[i[4]],b:Z[i[5]]<<4|Z[i[6]],a:t===9?Z[i[7]]<<4|Z[i[8]]:255})),e}var Oo=(i,t)=>i<
255?t(i):"";function Co(i){var t=Po(i)?ko:So;return i?"#"+t(i.r)+t(i.g)+t(i.b)+Oo(i.a,t):void 0}var Ao=/^(hsla?|hwb|hsv)\(\s*([-+.e\d]+)(?:deg)?[\s,]+([-+.e\d]+)%[\s,]+([-+.e\d]+)%(?:[\s,]+([-+.e\d]+)(%)?)?\s*\)$/;
function Is(i,t,e){let s=t*Math.min(e,1-e),n=(o,a=(o+i/30)%12)=>e-s*Math.max(Math.min(a-3,9-a,1),-1);return[n(0),n(8),n(4)]}function To(i,t,e){let s=(n,o=(n+i/60)%
6)=>e-e*t*Math.max(Math.min(o,4-o,1),0);return[s(5),s(3),s(1)]}function Ro(i,t,e){let s=Is(i,1,.5),n;for(t+e>1&&(n=1/(t+e),t*=n,e*=n),n=0;n<3;n++)s[n]*=1-t-e,s[n]+=
t;return s}function Lo(i,t,e,s,n){return i===n?(t-e)/s+(t<e?6:0):t===n?(e-i)/s+2:(i-t)/s+4}function Oi(i){let e=i.r/255,s=i.g/255,n=i.b/255,o=Math.max(e,s,n),a=Math.
min(e,s,n),r=(o+a)/2,l,c,h;return o!==a&&(h=o-a,c=r>.5?h/(2-o-a):h/(o+a),l=Lo(e,s,n,h,o),l=l*60+.5),[l|0,c||0,r]}function Ci(i,t,e,s){return(Array.isArray(t)?i(
t[0],t[1],t[2]):i(t,e,s)).map(yt)}function Ai(i,t,e){return Ci(Is,i,t,e)}function Io(i,t,e){return Ci(Ro,i,t,e)}function Eo(i,t,e){return Ci(To,i,t,e)}function Es(i){
return(i%360+360)%360}function Fo(i){let t=Ao.exec(i),e=255,s;if(!t)return;t[5]!==s&&(e=t[6]?le(+t[5]):yt(+t[5]));let n=Es(+t[2]),o=+t[3]/100,a=+t[4]/100;return t[1]===
"hwb"?s=Io(n,o,a):t[1]==="hsv"?s=Eo(n,o,a):s=Ai(n,o,a),{r:s[0],g:s[1],b:s[2],a:e}}function zo(i,t){var e=Oi(i);e[0]=Es(e[0]+t),e=Ai(e),i.r=e[0],i.g=e[1],i.b=e[2]}
function Bo(i){if(!i)return;let t=Oi(i),e=t[0],s=As(t[1]),n=As(t[2]);return i.a<255?`hsla(${e}, ${s}%, ${n}%, ${ht(i.a)})`:`hsl(${e}, ${s}%, ${n}%)`}var Ts={x:"\
dark",Z:"light",Y:"re",X:"blu",W:"gr",V:"medium",U:"slate",A:"ee",T:"ol",S:"or",B:"ra",C:"lateg",D:"ights",R:"in",Q:"turquois",E:"hi",P:"ro",O:"al",N:"le",M:"de",
L:"yello",F:"en",K:"ch",G:"arks",H:"ea",I:"ightg",J:"wh"},Rs={OiceXe:"f0f8ff",antiquewEte:"faebd7",aqua:"ffff",aquamarRe:"7fffd4",azuY:"f0ffff",beige:"f5f5dc",bisque:"\
ffe4c4",black:"0",blanKedOmond:"ffebcd",Xe:"ff",XeviTet:"8a2be2",bPwn:"a52a2a",burlywood:"deb887",caMtXe:"5f9ea0",KartYuse:"7fff00",KocTate:"d2691e",cSO:"ff7f50",
cSnflowerXe:"6495ed",cSnsilk:"fff8dc",crimson:"dc143c",cyan:"ffff",xXe:"8b",xcyan:"8b8b",xgTMnPd:"b8860b",xWay:"a9a9a9",xgYF:"6400",xgYy:"a9a9a9",xkhaki:"bdb76b",
xmagFta:"8b008b",xTivegYF:"556b2f",xSange:"ff8c00",xScEd:"9932cc",xYd:"8b0000",xsOmon:"e9967a",xsHgYF:"8fbc8f",xUXe:"483d8b",xUWay:"2f4f4f",xUgYy:"2f4f4f",xQe:"\
ced1",xviTet:"9400d3",dAppRk:"ff1493",dApskyXe:"bfff",dimWay:"696969",dimgYy:"696969",dodgerXe:"1e90ff",fiYbrick:"b22222",flSOwEte:"fffaf0",foYstWAn:"228b22",fuKsia:"\
ff00ff",gaRsbSo:"dcdcdc",ghostwEte:"f8f8ff",gTd:"ffd700",gTMnPd:"daa520",Way:"808080",gYF:"8000",gYFLw:"adff2f",gYy:"808080",honeyMw:"f0fff0",hotpRk:"ff69b4",RdianYd:"\
cd5c5c",Rdigo:"4b0082",ivSy:"fffff0",khaki:"f0e68c",lavFMr:"e6e6fa",lavFMrXsh:"fff0f5",lawngYF:"7cfc00",NmoncEffon:"fffacd",ZXe:"add8e6",ZcSO:"f08080",Zcyan:"e0\
ffff",ZgTMnPdLw:"fafad2",ZWay:"d3d3d3",ZgYF:"90ee90",ZgYy:"d3d3d3",ZpRk:"ffb6c1",ZsOmon:"ffa07a",ZsHgYF:"20b2aa",ZskyXe:"87cefa",ZUWay:"778899",ZUgYy:"778899",ZstAlXe:"\
b0c4de",ZLw:"ffffe0",lime:"ff00",limegYF:"32cd32",lRF:"faf0e6",magFta:"ff00ff",maPon:"800000",VaquamarRe:"66cdaa",VXe:"cd",VScEd:"ba55d3",VpurpN:"9370db",VsHgYF:"\
3cb371",VUXe:"7b68ee",VsprRggYF:"fa9a",VQe:"48d1cc",VviTetYd:"c71585",midnightXe:"191970",mRtcYam:"f5fffa",mistyPse:"ffe4e1",moccasR:"ffe4b5",navajowEte:"ffdead",
navy:"80",Tdlace:"fdf5e6",Tive:"808000",TivedBb:"6b8e23",Sange:"ffa500",SangeYd:"ff4500",ScEd:"da70d6",pOegTMnPd:"eee8aa",pOegYF:"98fb98",pOeQe:"afeeee",pOeviTetYd:"\
db7093",papayawEp:"ffefd5",pHKpuff:"ffdab9",peru:"cd853f",pRk:"ffc0cb",plum:"dda0dd",powMrXe:"b0e0e6",purpN:"800080",YbeccapurpN:"663399",Yd:"ff0000",Psybrown:"\
bc8f8f",PyOXe:"4169e1",saddNbPwn:"8b4513",sOmon:"fa8072",sandybPwn:"f4a460",sHgYF:"2e8b57",sHshell:"fff5ee",siFna:"a0522d",silver:"c0c0c0",skyXe:"87ceeb",UXe:"6\
a5acd",UWay:"708090",UgYy:"708090",snow:"fffafa",sprRggYF:"ff7f",stAlXe:"4682b4",tan:"d2b48c",teO:"8080",tEstN:"d8bfd8",tomato:"ff6347",Qe:"40e0d0",viTet:"ee82e\
e",JHt:"f5deb3",wEte:"ffffff",wEtesmoke:"f5f5f5",Lw:"ffff00",LwgYF:"9acd32"};function Vo(){let i={},t=Object.keys(Rs),e=Object.keys(Ts),s,n,o,a,r;for(s=0;s<t.length;s++){
for(a=r=t[s],n=0;n<e.length;n++)o=e[n],r=r.replace(o,Ts[o]);o=parseInt(Rs[a],16),i[r]=[o>>16&255,o>>8&255,o&255]}return i}var Ve;function No(i){Ve||(Ve=Vo(),Ve.
transparent=[0,0,0,0]);let t=Ve[i.toLowerCase()];return t&&{r:t[0],g:t[1],b:t[2],a:t.length===4?t[3]:255}}var Wo=/^rgba?\(\s*([-+.\d]+)(%)?[\s,]+([-+.e\d]+)(%)?[\s,]+([-+.e\d]+)(%)?(?:[\s,/]+([-+.e\d]+)(%)?)?\s*\)$/;
function Ho(i){let t=Wo.exec(i),e=255,s,n,o;if(t){if(t[7]!==s){let a=+t[7];e=t[8]?le(a):_t(a*255,0,255)}return s=+t[1],n=+t[3],o=+t[5],s=255&(t[2]?le(s):_t(s,0,
255)),n=255&(t[4]?le(n):_t(n,0,255)),o=255&(t[6]?le(o):_t(o,0,255)),{r:s,g:n,b:o,a:e}}}function jo(i){return i&&(i.a<255?`rgba(${i.r}, ${i.g}, ${i.b}, ${ht(i.a)}\
)`:`rgb(${i.r}, ${i.g}, ${i.b})`)}var Pi=i=>i<=.0031308?i*12.92:Math.pow(i,1/2.4)*1.055-.055,Yt=i=>i<=.04045?i/12.92:Math.pow((i+.055)/1.055,2.4);function $o(i,t,e){
let s=Yt(ht(i.r)),n=Yt(ht(i.g)),o=Yt(ht(i.b));return{r:yt(Pi(s+e*(Yt(ht(t.r))-s))),g:yt(Pi(n+e*(Yt(ht(t.g))-n))),b:yt(Pi(o+e*(Yt(ht(t.b))-o))),a:i.a+e*(t.a-i.a)}}
function Ne(i,t,e){if(i){let s=Oi(i);s[t]=Math.max(0,Math.min(s[t]+s[t]*e,t===0?360:1)),s=Ai(s),i.r=s[0],i.g=s[1],i.b=s[2]}}function Fs(i,t){return i&&Object.assign(
t||{},i)}function Ls(i){var t={r:0,g:0,b:0,a:255};return Array.isArray(i)?i.length>=3&&(t={r:i[0],g:i[1],b:i[2],a:255},i.length>3&&(t.a=yt(i[3]))):(t=Fs(i,{r:0,
g:0,b:0,a:1}),t.a=yt(t.a)),t}function Yo(i){return i.charAt(0)==="r"?Ho(i):Fo(i)}var ce=class i{constructor(t){if(t instanceof i)return t;let e=typeof t,s;e==="\
object"?s=Ls(t):e==="string"&&(s=Do(t)||No(t)||Yo(t)),this._rgb=s,this._valid=!!s}get valid(){return this._valid}get rgb(){var t=Fs(this._rgb);return t&&(t.a=ht(
t.a)),t}set rgb(t){this._rgb=Ls(t)}rgbString(){return this._valid?jo(this._rgb):void 0}hexString(){return this._valid?Co(this._rgb):void 0}hslString(){return this.
_valid?Bo(this._rgb):void 0}mix(t,e){if(t){let s=this.rgb,n=t.rgb,o,a=e===o?.5:e,r=2*a-1,l=s.a-n.a,c=((r*l===-1?r:(r+l)/(1+r*l))+1)/2;o=1-c,s.r=255&c*s.r+o*n.r+
.5,s.g=255&c*s.g+o*n.g+.5,s.b=255&c*s.b+o*n.b+.5,s.a=a*s.a+(1-a)*n.a,this.rgb=s}return this}interpolate(t,e){return t&&(this._rgb=$o(this._rgb,t._rgb,e)),this}clone(){
return new i(this.rgb)}alpha(t){return this._rgb.a=yt(t),this}clearer(t){let e=this._rgb;return e.a*=1-t,this}greyscale(){let t=this._rgb,e=he(t.r*.3+t.g*.59+t.
b*.11);return t.r=t.g=t.b=e,this}opaquer(t){let e=this._rgb;return e.a*=1+t,this}negate(){let t=this._rgb;return t.r=255-t.r,t.g=255-t.g,t.b=255-t.b,this}lighten(t){
return Ne(this._rgb,2,t),this}darken(t){return Ne(this._rgb,2,-t),this}saturate(t){return Ne(this._rgb,1,t),this}desaturate(t){return Ne(this._rgb,1,-t),this}rotate(t){
return zo(this._rgb,t),this}};function et(){}var Ii=(()=>{let i=0;return()=>i++})();function O(i){return i==null}function T(i){if(Array.isArray&&Array.isArray(i))return!0;let t=Object.prototype.
toString.call(i);return t.slice(0,7)==="[object"&&t.slice(-6)==="Array]"}function S(i){return i!==null&&Object.prototype.toString.call(i)==="[object Object]"}function z(i){
return(typeof i=="number"||i instanceof Number)&&isFinite(+i)}function j(i,t){return z(i)?i:t}function C(i,t){return typeof i>"u"?t:i}var Ei=(i,t)=>typeof i=="string"&&i.endsWith("%")?parseFloat(i)/100*t:+i;function R(i,t,e){if(i&&typeof i.call=="function")return i.apply(e,t)}function A(i,t,e,s){
let n,o,a;if(T(i))if(o=i.length,s)for(n=o-1;n>=0;n--)t.call(e,i[n],n);else for(n=0;n<o;n++)t.call(e,i[n],n);else if(S(i))for(a=Object.keys(i),o=a.length,n=0;n<o;n++)
t.call(e,i[a[n]],a[n])}function Xt(i,t){let e,s,n,o;if(!i||!t||i.length!==t.length)return!1;for(e=0,s=i.length;e<s;++e)if(n=i[e],o=t[e],n.datasetIndex!==o.datasetIndex||
n.index!==o.index)return!1;return!0}function ue(i){if(T(i))return i.map(ue);if(S(i)){let t=Object.create(null),e=Object.keys(i),s=e.length,n=0;for(;n<s;++n)t[e[n]]=
ue(i[e[n]]);return t}return i}function js(i){return["__proto__","prototype","constructor"].indexOf(i)===-1}function $s(i,t,e,s){if(!js(i))return;let n=t[i],o=e[i];
S(n)&&S(o)?Ft(n,o,s):t[i]=ue(o)}function Ft(i,t,e){let s=T(t)?t:[t],n=s.length;if(!S(i))return i;e=e||{};let o=e.merger||$s,a;for(let r=0;r<n;++r){if(a=s[r],!S(
a))continue;let l=Object.keys(a);for(let c=0,h=l.length;c<h;++c)o(l[c],i,a,e)}return i}function zt(i,t){return Ft(i,t,{merger:Ys})}function Ys(i,t,e){if(!js(i))
return;let s=t[i],n=e[i];S(s)&&S(n)?zt(s,n):Object.prototype.hasOwnProperty.call(t,i)||(t[i]=ue(n))}var zs={"":i=>i,x:i=>i.x,y:i=>i.y};function Us(i){let t=i.split("."),e=[],s="";for(let n of t)s+=n,s.endsWith("\\")?s=s.slice(0,-1)+".":(e.push(s),s="");return e}
function Uo(i){let t=Us(i);return e=>{for(let s of t){if(s==="")break;e=e&&e[s]}return e}}function kt(i,t){return(zs[t]||(zs[t]=Uo(t)))(i)}function ge(i){return i.
charAt(0).toUpperCase()+i.slice(1)}var dt=i=>typeof i<"u",st=i=>typeof i=="function",Ye=(i,t)=>{if(i.size!==t.size)return!1;for(let e of i)if(!t.has(e))return!1;
return!0};function Fi(i){return i.type==="mouseup"||i.type==="click"||i.type==="contextmenu"}var N=Math.PI,K=2*N,Xo=K+N,fe=Number.POSITIVE_INFINITY,Xs=N/180,H=N/
2,vt=N/4,Ri=N*2/3,nt=Math.log10,ot=Math.sign;function Kt(i,t,e){return Math.abs(i-t)<e}function Ue(i){let t=Math.round(i);i=Kt(i,t,i/1e3)?t:i;let e=Math.pow(10,
Math.floor(nt(i))),s=i/e;return(s<=1?1:s<=2?2:s<=5?5:10)*e}function zi(i){let t=[],e=Math.sqrt(i),s;for(s=1;s<e;s++)i%s===0&&(t.push(s),t.push(i/s));return e===
(e|0)&&t.push(e),t.sort((n,o)=>n-o).pop(),t}function Ko(i){return typeof i=="symbol"||typeof i=="object"&&i!==null&&!(Symbol.toPrimitive in i||"toString"in i||"\
valueOf"in i)}function St(i){return!Ko(i)&&!isNaN(parseFloat(i))&&isFinite(i)}function Bi(i,t){let e=Math.round(i);return e-t<=i&&e+t>=i}function Xe(i,t,e){let s,
n,o;for(s=0,n=i.length;s<n;s++)o=i[s][e],isNaN(o)||(t.min=Math.min(t.min,o),t.max=Math.max(t.max,o))}function at(i){return i*(N/180)}function pe(i){return i*(180/
N)}function Ke(i){if(!z(i))return;let t=1,e=0;for(;Math.round(i*t)/t!==i;)t*=10,e++;return e}function Vi(i,t){let e=t.x-i.x,s=t.y-i.y,n=Math.sqrt(e*e+s*s),o=Math.
atan2(s,e);return o<-.5*N&&(o+=K),{angle:o,distance:n}}function Ni(i,t){return Math.sqrt(Math.pow(t.x-i.x,2)+Math.pow(t.y-i.y,2))}function Q(i){return(i%K+K)%K}function Wi(i,t,e,s){let n=Q(i),o=Q(t),a=Q(e),r=Q(o-n),l=Q(a-n),c=Q(n-o),h=Q(n-a);return n===o||n===a||s&&o===a||r>l&&c<h}function G(i,t,e){
return Math.max(t,Math.min(e,i))}function Hi(i){return G(i,-32768,32767)}function Ge(i,t,e,s=1e-6){return i>=Math.min(t,e)-s&&i<=Math.max(t,e)+s}function me(i,t,e){
e=e||(a=>i[a]<t);let s=i.length-1,n=0,o;for(;s-n>1;)o=n+s>>1,e(o)?n=o:s=o;return{lo:n,hi:s}}var be=(i,t,e,s)=>me(i,e,s?n=>{let o=i[n][t];return o<e||o===e&&i[n+
1][t]===e}:n=>i[n][t]<e),ji=(i,t,e)=>me(i,e,s=>i[s][t]>=e);function $i(i,t,e){let s=0,n=i.length;for(;s<n&&i[s]<t;)s++;for(;n>s&&i[n-1]>e;)n--;return s>0||n<i.length?
i.slice(s,n):i}var Ks=["push","pop","shift","splice","unshift"];function Yi(i,t){if(i._chartjs){i._chartjs.listeners.push(t);return}Object.defineProperty(i,"_ch\
artjs",{configurable:!0,enumerable:!1,value:{listeners:[t]}}),Ks.forEach(e=>{let s="_onData"+ge(e),n=i[e];Object.defineProperty(i,e,{configurable:!0,enumerable:!1,
value(...o){let a=n.apply(this,o);return i._chartjs.listeners.forEach(r=>{typeof r[s]=="function"&&r[s](...o)}),a}})})}function qe(i,t){let e=i._chartjs;if(!e)return;
let s=e.listeners,n=s.indexOf(t);n!==-1&&s.splice(n,1),!(s.length>0)&&(Ks.forEach(o=>{delete i[o]}),delete i._chartjs)}function Je(i){let t=new Set(i);return t.
size===i.length?i:Array.from(t)}var Ze=(function(){return typeof window>"u"?function(i){return i()}:window.requestAnimationFrame})();function Qe(i,t){let e=[],s=!1;return function(...n){e=n,s||
(s=!0,Ze.call(window,()=>{s=!1,i.apply(t,e)}))}}function Ui(i,t){let e;return function(...s){return t?(clearTimeout(e),e=setTimeout(i,t,s)):i.apply(this,s),t}}var Xi=i=>i===
"start"?"left":i==="end"?"right":"center",ti=(i,t,e)=>i==="start"?t:i==="end"?e:(t+e)/2;var We=i=>i===0||i===1,Bs=(i,t,e)=>-(Math.pow(2,10*(i-=1))*Math.sin((i-t)*K/e)),Vs=(i,t,e)=>Math.pow(2,-10*i)*Math.sin((i-t)*K/e)+1,It={linear:i=>i,easeInQuad:i=>i*
i,easeOutQuad:i=>-i*(i-2),easeInOutQuad:i=>(i/=.5)<1?.5*i*i:-.5*(--i*(i-2)-1),easeInCubic:i=>i*i*i,easeOutCubic:i=>(i-=1)*i*i+1,easeInOutCubic:i=>(i/=.5)<1?.5*i*
i*i:.5*((i-=2)*i*i+2),easeInQuart:i=>i*i*i*i,easeOutQuart:i=>-((i-=1)*i*i*i-1),easeInOutQuart:i=>(i/=.5)<1?.5*i*i*i*i:-.5*((i-=2)*i*i*i-2),easeInQuint:i=>i*i*i*
i*i,easeOutQuint:i=>(i-=1)*i*i*i*i+1,easeInOutQuint:i=>(i/=.5)<1?.5*i*i*i*i*i:.5*((i-=2)*i*i*i*i+2),easeInSine:i=>-Math.cos(i*H)+1,easeOutSine:i=>Math.sin(i*H),
easeInOutSine:i=>-.5*(Math.cos(N*i)-1),easeInExpo:i=>i===0?0:Math.pow(2,10*(i-1)),easeOutExpo:i=>i===1?1:-Math.pow(2,-10*i)+1,easeInOutExpo:i=>We(i)?i:i<.5?.5*Math.
pow(2,10*(i*2-1)):.5*(-Math.pow(2,-10*(i*2-1))+2),easeInCirc:i=>i>=1?i:-(Math.sqrt(1-i*i)-1),easeOutCirc:i=>Math.sqrt(1-(i-=1)*i),easeInOutCirc:i=>(i/=.5)<1?-.5*
(Math.sqrt(1-i*i)-1):.5*(Math.sqrt(1-(i-=2)*i)+1),easeInElastic:i=>We(i)?i:Bs(i,.075,.3),easeOutElastic:i=>We(i)?i:Vs(i,.075,.3),easeInOutElastic(i){return We(i)?
i:i<.5?.5*Bs(i*2,.1125,.45):.5+.5*Vs(i*2-1,.1125,.45)},easeInBack(i){return i*i*((1.70158+1)*i-1.70158)},easeOutBack(i){return(i-=1)*i*((1.70158+1)*i+1.70158)+1},
easeInOutBack(i){let t=1.70158;return(i/=.5)<1?.5*(i*i*(((t*=1.525)+1)*i-t)):.5*((i-=2)*i*(((t*=1.525)+1)*i+t)+2)},easeInBounce:i=>1-It.easeOutBounce(1-i),easeOutBounce(i){
return i<1/2.75?7.5625*i*i:i<2/2.75?7.5625*(i-=1.5/2.75)*i+.75:i<2.5/2.75?7.5625*(i-=2.25/2.75)*i+.9375:7.5625*(i-=2.625/2.75)*i+.984375},easeInOutBounce:i=>i<.5?
It.easeInBounce(i*2)*.5:It.easeOutBounce(i*2-1)*.5+.5};function Ki(i){if(i&&typeof i=="object"){let t=i.toString();return t==="[object CanvasPattern]"||t==="[ob\
ject CanvasGradient]"}return!1}function ei(i){return Ki(i)?i:new ce(i)}function je(i){return Ki(i)?i:new ce(i).saturate(.5).darken(.1).hexString()}var Go=["x","\
y","borderWidth","radius","tension"],qo=["color","borderColor","backgroundColor"];function Jo(i){i.set("animation",{delay:void 0,duration:1e3,easing:"easeOutQua\
rt",fn:void 0,from:void 0,loop:void 0,to:void 0,type:void 0}),i.describe("animation",{_fallback:!1,_indexable:!1,_scriptable:t=>t!=="onProgress"&&t!=="onComplet\
e"&&t!=="fn"}),i.set("animations",{colors:{type:"color",properties:qo},numbers:{type:"number",properties:Go}}),i.describe("animations",{_fallback:"animation"}),
i.set("transitions",{active:{animation:{duration:400}},resize:{animation:{duration:0}},show:{animations:{colors:{from:"transparent"},visible:{type:"boolean",duration:0}}},
hide:{animations:{colors:{to:"transparent"},visible:{type:"boolean",easing:"linear",fn:t=>t|0}}}})}function Zo(i){i.set("layout",{autoPadding:!0,padding:{top:0,
right:0,bottom:0,left:0}})}var Ns=new Map;function Qo(i,t){t=t||{};let e=i+JSON.stringify(t),s=Ns.get(e);return s||(s=new Intl.NumberFormat(i,t),Ns.set(e,s)),s}
function xe(i,t,e){return Qo(t,e).format(i)}var Gs={values(i){return T(i)?i:""+i},numeric(i,t,e){if(i===0)return"0";let s=this.chart.options.locale,n,o=i;if(e.length>
1){let c=Math.max(Math.abs(e[0].value),Math.abs(e[e.length-1].value));(c<1e-4||c>1e15)&&(n="scientific"),o=ta(i,e)}let a=nt(Math.abs(o)),r=isNaN(a)?1:Math.max(Math.
min(-1*Math.floor(a),20),0),l={notation:n,minimumFractionDigits:r,maximumFractionDigits:r};return Object.assign(l,this.options.ticks.format),xe(i,s,l)},logarithmic(i,t,e){
if(i===0)return"0";let s=e[t].significand||i/Math.pow(10,Math.floor(nt(i)));return[1,2,3,5,10,15].includes(s)||t>.8*e.length?Gs.numeric.call(this,i,t,e):""}};function ta(i,t){
let e=t.length>3?t[2].value-t[1].value:t[1].value-t[0].value;return Math.abs(e)>=1&&i!==Math.floor(i)&&(e=i-Math.floor(i)),e}var _e={formatters:Gs};function ea(i){
i.set("scale",{display:!0,offset:!1,reverse:!1,beginAtZero:!1,bounds:"ticks",clip:!0,grace:0,grid:{display:!0,lineWidth:1,drawOnChartArea:!0,drawTicks:!0,tickLength:8,
tickWidth:(t,e)=>e.lineWidth,tickColor:(t,e)=>e.color,offset:!1},border:{display:!0,dash:[],dashOffset:0,width:1},title:{display:!1,text:"",padding:{top:4,bottom:4}},
ticks:{minRotation:0,maxRotation:50,mirror:!1,textStrokeWidth:0,textStrokeColor:"",padding:3,display:!0,autoSkip:!0,autoSkipPadding:3,labelOffset:0,callback:_e.
formatters.values,minor:{},major:{},align:"center",crossAlign:"near",showLabelBackdrop:!1,backdropColor:"rgba(255, 255, 255, 0.75)",backdropPadding:2}}),i.route(
"scale.ticks","color","","color"),i.route("scale.grid","color","","borderColor"),i.route("scale.border","color","","borderColor"),i.route("scale.title","color",
"","color"),i.describe("scale",{_fallback:!1,_scriptable:t=>!t.startsWith("before")&&!t.startsWith("after")&&t!=="callback"&&t!=="parser",_indexable:t=>t!=="bor\
derDash"&&t!=="tickBorderDash"&&t!=="dash"}),i.describe("scales",{_fallback:"scale"}),i.describe("scale.ticks",{_scriptable:t=>t!=="backdropPadding"&&t!=="callb\
ack",_indexable:t=>t!=="backdropPadding"})}var Pt=Object.create(null),ii=Object.create(null);function de(i,t){if(!t)return i;let e=t.split(".");for(let s=0,n=e.
length;s<n;++s){let o=e[s];i=i[o]||(i[o]=Object.create(null))}return i}function Ti(i,t,e){return typeof t=="string"?Ft(de(i,t),e):Ft(de(i,""),t)}var Li=class{constructor(t,e){
this.animation=void 0,this.backgroundColor="rgba(0,0,0,0.1)",this.borderColor="rgba(0,0,0,0.1)",this.color="#666",this.datasets={},this.devicePixelRatio=s=>s.chart.
platform.getDevicePixelRatio(),this.elements={},this.events=["mousemove","mouseout","click","touchstart","touchmove"],this.font={family:"'Helvetica Neue', 'Helv\
etica', 'Arial', sans-serif",size:12,style:"normal",lineHeight:1.2,weight:null},this.hover={},this.hoverBackgroundColor=(s,n)=>je(n.backgroundColor),this.hoverBorderColor=
(s,n)=>je(n.borderColor),this.hoverColor=(s,n)=>je(n.color),this.indexAxis="x",this.interaction={mode:"nearest",intersect:!0,includeInvisible:!1},this.maintainAspectRatio=
!0,this.onHover=null,this.onClick=null,this.parsing=!0,this.plugins={},this.responsive=!0,this.scale=void 0,this.scales={},this.showLine=!0,this.drawActiveElementsOnTop=
!0,this.describe(t),this.apply(e)}set(t,e){return Ti(this,t,e)}get(t){return de(this,t)}describe(t,e){return Ti(ii,t,e)}override(t,e){return Ti(Pt,t,e)}route(t,e,s,n){
let o=de(this,t),a=de(this,s),r="_"+e;Object.defineProperties(o,{[r]:{value:o[e],writable:!0},[e]:{enumerable:!0,get(){let l=this[r],c=a[n];return S(l)?Object.assign(
{},c,l):C(l,c)},set(l){this[r]=l}}})}apply(t){t.forEach(e=>e(this))}},I=new Li({_scriptable:i=>!i.startsWith("on"),_indexable:i=>i!=="events",hover:{_fallback:"\
interaction"},interaction:{_scriptable:!1,_indexable:!1}},[Jo,Zo,ea]);function qs(i){return!i||O(i.size)||O(i.family)?null:(i.style?i.style+" ":"")+(i.weight?i.
weight+" ":"")+i.size+"px "+i.family}function Ut(i,t,e,s,n){let o=t[n];return o||(o=t[n]=i.measureText(n).width,e.push(n)),o>s&&(s=o),s}function Gi(i,t,e,s){s=s||
{};let n=s.data=s.data||{},o=s.garbageCollect=s.garbageCollect||[];s.font!==t&&(n=s.data={},o=s.garbageCollect=[],s.font=t),i.save(),i.font=t;let a=0,r=e.length,
l,c,h,d,u;for(l=0;l<r;l++)if(d=e[l],d!=null&&!T(d))a=Ut(i,n,o,a,d);else if(T(d))for(c=0,h=d.length;c<h;c++)u=d[c],u!=null&&!T(u)&&(a=Ut(i,n,o,a,u));i.restore();
let f=o.length/2;if(f>e.length){for(l=0;l<f;l++)delete n[o[l]];o.splice(0,f)}return a}function ut(i,t,e){let s=i.currentDevicePixelRatio,n=e!==0?Math.max(e/2,.5):
0;return Math.round((t-n)*s)/s+n}function si(i,t){!t&&!i||(t=t||i.getContext("2d"),t.save(),t.resetTransform(),t.clearRect(0,0,i.width,i.height),t.restore())}function ni(i,t,e,s){
qi(i,t,e,s,null)}function qi(i,t,e,s,n){let o,a,r,l,c,h,d,u,f=t.pointStyle,p=t.rotation,g=t.radius,m=(p||0)*Xs;if(f&&typeof f=="object"&&(o=f.toString(),o==="[o\
bject HTMLImageElement]"||o==="[object HTMLCanvasElement]")){i.save(),i.translate(e,s),i.rotate(m),i.drawImage(f,-f.width/2,-f.height/2,f.width,f.height),i.restore();
return}if(!(isNaN(g)||g<=0)){switch(i.beginPath(),f){default:n?i.ellipse(e,s,n/2,g,0,0,K):i.arc(e,s,g,0,K),i.closePath();break;case"triangle":h=n?n/2:g,i.moveTo(
e+Math.sin(m)*h,s-Math.cos(m)*g),m+=Ri,i.lineTo(e+Math.sin(m)*h,s-Math.cos(m)*g),m+=Ri,i.lineTo(e+Math.sin(m)*h,s-Math.cos(m)*g),i.closePath();break;case"rectRo\
unded":c=g*.516,l=g-c,a=Math.cos(m+vt)*l,d=Math.cos(m+vt)*(n?n/2-c:l),r=Math.sin(m+vt)*l,u=Math.sin(m+vt)*(n?n/2-c:l),i.arc(e-d,s-r,c,m-N,m-H),i.arc(e+u,s-a,c,m-
H,m),i.arc(e+d,s+r,c,m,m+H),i.arc(e-u,s+a,c,m+H,m+N),i.closePath();break;case"rect":if(!p){l=Math.SQRT1_2*g,h=n?n/2:l,i.rect(e-h,s-l,2*h,2*l);break}m+=vt;case"r\
ectRot":d=Math.cos(m)*(n?n/2:g),a=Math.cos(m)*g,r=Math.sin(m)*g,u=Math.sin(m)*(n?n/2:g),i.moveTo(e-d,s-r),i.lineTo(e+u,s-a),i.lineTo(e+d,s+r),i.lineTo(e-u,s+a),
i.closePath();break;case"crossRot":m+=vt;case"cross":d=Math.cos(m)*(n?n/2:g),a=Math.cos(m)*g,r=Math.sin(m)*g,u=Math.sin(m)*(n?n/2:g),i.moveTo(e-d,s-r),i.lineTo(
e+d,s+r),i.moveTo(e+u,s-a),i.lineTo(e-u,s+a);break;case"star":d=Math.cos(m)*(n?n/2:g),a=Math.cos(m)*g,r=Math.sin(m)*g,u=Math.sin(m)*(n?n/2:g),i.moveTo(e-d,s-r),
i.lineTo(e+d,s+r),i.moveTo(e+u,s-a),i.lineTo(e-u,s+a),m+=vt,d=Math.cos(m)*(n?n/2:g),a=Math.cos(m)*g,r=Math.sin(m)*g,u=Math.sin(m)*(n?n/2:g),i.moveTo(e-d,s-r),i.
lineTo(e+d,s+r),i.moveTo(e+u,s-a),i.lineTo(e-u,s+a);break;case"line":a=n?n/2:Math.cos(m)*g,r=Math.sin(m)*g,i.moveTo(e-a,s-r),i.lineTo(e+a,s+r);break;case"dash":
i.moveTo(e,s),i.lineTo(e+Math.cos(m)*(n?n/2:g),s+Math.sin(m)*g);break;case!1:i.closePath();break}i.fill(),t.borderWidth>0&&i.stroke()}}function Dt(i,t,e){return e=
e||.5,!t||i&&i.x>t.left-e&&i.x<t.right+e&&i.y>t.top-e&&i.y<t.bottom+e}function Gt(i,t){i.save(),i.beginPath(),i.rect(t.left,t.top,t.right-t.left,t.bottom-t.top),
i.clip()}function qt(i){i.restore()}function ia(i,t){t.translation&&i.translate(t.translation[0],t.translation[1]),O(t.rotation)||i.rotate(t.rotation),t.color&&(i.fillStyle=t.color),t.textAlign&&(i.
textAlign=t.textAlign),t.textBaseline&&(i.textBaseline=t.textBaseline)}function sa(i,t,e,s,n){if(n.strikethrough||n.underline){let o=i.measureText(s),a=t-o.actualBoundingBoxLeft,
r=t+o.actualBoundingBoxRight,l=e-o.actualBoundingBoxAscent,c=e+o.actualBoundingBoxDescent,h=n.strikethrough?(l+c)/2:c;i.strokeStyle=i.fillStyle,i.beginPath(),i.
lineWidth=n.decorationWidth||2,i.moveTo(a,h),i.lineTo(r,h),i.stroke()}}function na(i,t){let e=i.fillStyle;i.fillStyle=t.color,i.fillRect(t.left,t.top,t.width,t.
height),i.fillStyle=e}function Jt(i,t,e,s,n,o={}){let a=T(t)?t:[t],r=o.strokeWidth>0&&o.strokeColor!=="",l,c;for(i.save(),i.font=n.string,ia(i,o),l=0;l<a.length;++l)
c=a[l],o.backdrop&&na(i,o.backdrop),r&&(o.strokeColor&&(i.strokeStyle=o.strokeColor),O(o.strokeWidth)||(i.lineWidth=o.strokeWidth),i.strokeText(c,e,s,o.maxWidth)),
i.fillText(c,e,s,o.maxWidth),sa(i,e,s,c,o),s+=Number(n.lineHeight);i.restore()}function Ot(i,t){let{x:e,y:s,w:n,h:o,radius:a}=t;i.arc(e+a.topLeft,s+a.topLeft,a.
topLeft,1.5*N,N,!0),i.lineTo(e,s+o-a.bottomLeft),i.arc(e+a.bottomLeft,s+o-a.bottomLeft,a.bottomLeft,N,H,!0),i.lineTo(e+n-a.bottomRight,s+o),i.arc(e+n-a.bottomRight,
s+o-a.bottomRight,a.bottomRight,H,0,!0),i.lineTo(e+n,s+a.topRight),i.arc(e+n-a.topRight,s+a.topRight,a.topRight,0,-H,!0),i.lineTo(e+a.topLeft,s)}var oa=/^(normal|(\d+(?:\.\d+)?)(px|em|%)?)$/,
aa=/^(normal|italic|initial|inherit|unset|(oblique( -?[0-9]?[0-9]deg)?))$/;function Js(i,t){let e=(""+i).match(oa);if(!e||e[1]==="normal")return t*1.2;switch(i=
+e[2],e[3]){case"px":return i;case"%":i/=100;break}return t*i}var ra=i=>+i||0;function oi(i,t){let e={},s=S(t),n=s?Object.keys(t):t,o=S(i)?s?a=>C(i[a],i[t[a]]):
a=>i[a]:()=>i;for(let a of n)e[a]=ra(o(a));return e}function Zt(i){return oi(i,{top:"y",right:"x",bottom:"y",left:"x"})}function rt(i){return oi(i,["topLeft","t\
opRight","bottomLeft","bottomRight"])}function $(i){let t=Zt(i);return t.width=t.left+t.right,t.height=t.top+t.bottom,t}function E(i,t){i=i||{},t=t||I.font;let e=C(
i.size,t.size);typeof e=="string"&&(e=parseInt(e,10));let s=C(i.style,t.style);s&&!(""+s).match(aa)&&(console.warn('Invalid font style specified: "'+s+'"'),s=void 0);
let n={family:C(i.family,t.family),lineHeight:Js(C(i.lineHeight,t.lineHeight),e),size:e,style:s,weight:C(i.weight,t.weight),string:""};return n.string=qs(n),n}function Qt(i,t,e,s){
let n=!0,o,a,r;for(o=0,a=i.length;o<a;++o)if(r=i[o],r!==void 0&&(t!==void 0&&typeof r=="function"&&(r=r(t),n=!1),e!==void 0&&T(r)&&(r=r[e%r.length],n=!1),r!==void 0))
return s&&!n&&(s.cacheable=!1),r}function Ji(i,t,e){let{min:s,max:n}=i,o=Ei(t,(n-s)/2),a=(r,l)=>e&&r===0?0:r+l;return{min:a(s,-Math.abs(o)),max:a(n,o)}}function ft(i,t){
return Object.assign(Object.create(i),t)}function ye(i,t=[""],e,s,n=()=>i[0]){let o=e||i;typeof s>"u"&&(s=tn("_fallback",i));let a={[Symbol.toStringTag]:"Object",
_cacheable:!0,_scopes:i,_rootScopes:o,_fallback:s,_getTarget:n,override:r=>ye([r,...i],t,o,s)};return new Proxy(a,{deleteProperty(r,l){return delete r[l],delete r.
_keys,delete i[0][l],!0},get(r,l){return Zs(r,l,()=>pa(l,t,i,r))},getOwnPropertyDescriptor(r,l){return Reflect.getOwnPropertyDescriptor(r._scopes[0],l)},getPrototypeOf(){
return Reflect.getPrototypeOf(i[0])},has(r,l){return Hs(r).includes(l)},ownKeys(r){return Hs(r)},set(r,l,c){let h=r._storage||(r._storage=n());return r[l]=h[l]=
c,delete r._keys,!0}})}function wt(i,t,e,s){let n={_cacheable:!1,_proxy:i,_context:t,_subProxy:e,_stack:new Set,_descriptors:ai(i,s),setContext:o=>wt(i,o,e,s),override:o=>wt(
i.override(o),t,e,s)};return new Proxy(n,{deleteProperty(o,a){return delete o[a],delete i[a],!0},get(o,a,r){return Zs(o,a,()=>ca(o,a,r))},getOwnPropertyDescriptor(o,a){
return o._descriptors.allKeys?Reflect.has(i,a)?{enumerable:!0,configurable:!0}:void 0:Reflect.getOwnPropertyDescriptor(i,a)},getPrototypeOf(){return Reflect.getPrototypeOf(
i)},has(o,a){return Reflect.has(i,a)},ownKeys(){return Reflect.ownKeys(i)},set(o,a,r){return i[a]=r,delete o[a],!0}})}function ai(i,t={scriptable:!0,indexable:!0}){
let{_scriptable:e=t.scriptable,_indexable:s=t.indexable,_allKeys:n=t.allKeys}=i;return{allKeys:n,scriptable:e,indexable:s,isScriptable:st(e)?e:()=>e,isIndexable:st(
s)?s:()=>s}}var la=(i,t)=>i?i+ge(t):t,Zi=(i,t)=>S(t)&&i!=="adapters"&&(Object.getPrototypeOf(t)===null||t.constructor===Object);function Zs(i,t,e){if(Object.prototype.
hasOwnProperty.call(i,t)||t==="constructor")return i[t];let s=e();return i[t]=s,s}function ca(i,t,e){let{_proxy:s,_context:n,_subProxy:o,_descriptors:a}=i,r=s[t];
return st(r)&&a.isScriptable(t)&&(r=ha(t,r,i,e)),T(r)&&r.length&&(r=da(t,r,i,a.isIndexable)),Zi(t,r)&&(r=wt(r,n,o&&o[t],a)),r}function ha(i,t,e,s){let{_proxy:n,
_context:o,_subProxy:a,_stack:r}=e;if(r.has(i))throw new Error("Recursion detected: "+Array.from(r).join("->")+"->"+i);r.add(i);let l=t(o,a||s);return r.delete(
i),Zi(i,l)&&(l=Qi(n._scopes,n,i,l)),l}function da(i,t,e,s){let{_proxy:n,_context:o,_subProxy:a,_descriptors:r}=e;if(typeof o.index<"u"&&s(i))return t[o.index%t.
length];if(S(t[0])){let l=t,c=n._scopes.filter(h=>h!==l);t=[];for(let h of l){let d=Qi(c,n,i,h);t.push(wt(d,o,a&&a[i],r))}}return t}function Qs(i,t,e){return st(
i)?i(t,e):i}var ua=(i,t)=>i===!0?t:typeof i=="string"?kt(t,i):void 0;function fa(i,t,e,s,n){for(let o of t){let a=ua(e,o);if(a){i.add(a);let r=Qs(a._fallback,e,
n);if(typeof r<"u"&&r!==e&&r!==s)return r}else if(a===!1&&typeof s<"u"&&e!==s)return null}return!1}function Qi(i,t,e,s){let n=t._rootScopes,o=Qs(t._fallback,e,s),
a=[...i,...n],r=new Set;r.add(s);let l=Ws(r,a,e,o||e,s);return l===null||typeof o<"u"&&o!==e&&(l=Ws(r,a,o,l,s),l===null)?!1:ye(Array.from(r),[""],n,o,()=>ga(t,e,
s))}function Ws(i,t,e,s,n){for(;e;)e=fa(i,t,e,s,n);return e}function ga(i,t,e){let s=i._getTarget();t in s||(s[t]={});let n=s[t];return T(n)&&S(e)?e:n||{}}function pa(i,t,e,s){
let n;for(let o of t)if(n=tn(la(o,i),e),typeof n<"u")return Zi(i,n)?Qi(e,s,i,n):n}function tn(i,t){for(let e of t){if(!e)continue;let s=e[i];if(typeof s<"u")return s}}
function Hs(i){let t=i._keys;return t||(t=i._keys=ma(i._scopes)),t}function ma(i){let t=new Set;for(let e of i)for(let s of Object.keys(e).filter(n=>!n.startsWith(
"_")))t.add(s);return Array.from(t)}var Oc=Number.EPSILON||1e-14;function ve(){return typeof window<"u"&&typeof document<"u"}function Me(i){let t=i.parentNode;return t&&t.toString()==="[object ShadowRoot]"&&(t=t.host),t}function $e(i,t,e){
let s;return typeof i=="string"?(s=parseInt(i,10),i.indexOf("%")!==-1&&(s=s/100*t.parentNode[e])):s=i,s}var ri=i=>i.ownerDocument.defaultView.getComputedStyle(i,
null);function en(i,t){return ri(i).getPropertyValue(t)}var ba=["top","right","bottom","left"];function Et(i,t,e){let s={};e=e?"-"+e:"";for(let n=0;n<4;n++){let o=ba[n];
s[o]=parseFloat(i[t+"-"+o+e])||0}return s.width=s.left+s.right,s.height=s.top+s.bottom,s}var xa=(i,t,e)=>(i>0||t>0)&&(!e||!e.shadowRoot);function _a(i,t){let e=i.
touches,s=e&&e.length?e[0]:i,{offsetX:n,offsetY:o}=s,a=!1,r,l;if(xa(n,o,i.target))r=n,l=o;else{let c=t.getBoundingClientRect();r=s.clientX-c.left,l=s.clientY-c.
top,a=!0}return{x:r,y:l,box:a}}function gt(i,t){if("native"in i)return i;let{canvas:e,currentDevicePixelRatio:s}=t,n=ri(e),o=n.boxSizing==="border-box",a=Et(n,"\
padding"),r=Et(n,"border","width"),{x:l,y:c,box:h}=_a(i,e),d=a.left+(h&&r.left),u=a.top+(h&&r.top),{width:f,height:p}=t;return o&&(f-=a.width+r.width,p-=a.height+
r.height),{x:Math.round((l-d)/f*e.width/s),y:Math.round((c-u)/p*e.height/s)}}function ya(i,t,e){let s,n;if(t===void 0||e===void 0){let o=i&&Me(i);if(!o)t=i.clientWidth,
e=i.clientHeight;else{let a=o.getBoundingClientRect(),r=ri(o),l=Et(r,"border","width"),c=Et(r,"padding");t=a.width-c.width-l.width,e=a.height-c.height-l.height,
s=$e(r.maxWidth,o,"clientWidth"),n=$e(r.maxHeight,o,"clientHeight")}}return{width:t,height:e,maxWidth:s||fe,maxHeight:n||fe}}var Mt=i=>Math.round(i*10)/10;function ts(i,t,e,s){
let n=ri(i),o=Et(n,"margin"),a=$e(n.maxWidth,i,"clientWidth")||fe,r=$e(n.maxHeight,i,"clientHeight")||fe,l=ya(i,t,e),{width:c,height:h}=l;if(n.boxSizing==="cont\
ent-box"){let u=Et(n,"border","width"),f=Et(n,"padding");c-=f.width+u.width,h-=f.height+u.height}return c=Math.max(0,c-o.width),h=Math.max(0,s?c/s:h-o.height),c=
Mt(Math.min(c,a,l.maxWidth)),h=Mt(Math.min(h,r,l.maxHeight)),c&&!h&&(h=Mt(c/2)),(t!==void 0||e!==void 0)&&s&&l.height&&h>l.height&&(h=l.height,c=Mt(Math.floor(h*
s))),{width:c,height:h}}function li(i,t,e){let s=t||1,n=Mt(i.height*s),o=Mt(i.width*s);i.height=Mt(i.height),i.width=Mt(i.width);let a=i.canvas;a.style&&(e||!a.
style.height&&!a.style.width)&&(a.style.height=`${i.height}px`,a.style.width=`${i.width}px`);let r=Math.floor(n),l=Math.floor(o);return i.currentDevicePixelRatio!==
s||a.height!==r||a.width!==l?(i.currentDevicePixelRatio=s,a.height=r,a.width=l,i.ctx.setTransform(s,0,0,s,0,0),!0):!1}var es=(function(){let i=!1;try{let t={get passive(){
return i=!0,!1}};ve()&&(window.addEventListener("test",null,t),window.removeEventListener("test",null,t))}catch{}return i})();function ci(i,t){let e=en(i,t),s=e&&
e.match(/^(\d+)(\.\d+)?px$/);return s?+s[1]:void 0}var va=function(i,t){return{x(e){return i+i+t-e},setWidth(e){t=e},textAlign(e){return e==="center"?e:e==="right"?"left":"right"},xPlus(e,s){return e-s},leftForLtr(e,s){
return e-s}}},Ma=function(){return{x(i){return i},setWidth(i){},textAlign(i){return i},xPlus(i,t){return i+t},leftForLtr(i,t){return i}}};function we(i,t,e){return i?
va(t,e):Ma()}function is(i,t){let e,s;(t==="ltr"||t==="rtl")&&(e=i.canvas.style,s=[e.getPropertyValue("direction"),e.getPropertyPriority("direction")],e.setProperty(
"direction",t,"important"),i.prevTextDirection=s)}function ss(i,t){t!==void 0&&(delete i.prevTextDirection,i.canvas.style.setProperty("direction",t[0],t[1]))}function He(i,t,e){return i.options.clip?i[e]:t[e]}function wa(i,t){let{xScale:e,yScale:s}=i;return e&&s?{left:He(e,t,"left"),right:He(e,t,"right"),top:He(s,t,"\
top"),bottom:He(s,t,"bottom")}:t}function ns(i,t){let e=t._clip;if(e.disabled)return!1;let s=wa(t,i.chartArea);return{left:e.left===!1?0:s.left-(e.left===!0?0:e.
left),right:e.right===!1?i.width:s.right+(e.right===!0?0:e.right),top:e.top===!1?0:s.top-(e.top===!0?0:e.top),bottom:e.bottom===!1?i.height:s.bottom+(e.bottom===
!0?0:e.bottom)}}var gs=class{constructor(){this._request=null,this._charts=new Map,this._running=!1,this._lastDate=void 0}_notify(t,e,s,n){let o=e.listeners[n],a=e.duration;o.forEach(
r=>r({chart:t,initial:e.initial,numSteps:a,currentStep:Math.min(s-e.start,a)}))}_refresh(){this._request||(this._running=!0,this._request=Ze.call(window,()=>{this.
_update(),this._request=null,this._running&&this._refresh()}))}_update(t=Date.now()){let e=0;this._charts.forEach((s,n)=>{if(!s.running||!s.items.length)return;
let o=s.items,a=o.length-1,r=!1,l;for(;a>=0;--a)l=o[a],l._active?(l._total>s.duration&&(s.duration=l._total),l.tick(t),r=!0):(o[a]=o[o.length-1],o.pop());r&&(n.
draw(),this._notify(n,s,t,"progress")),o.length||(s.running=!1,this._notify(n,s,t,"complete"),s.initial=!1),e+=o.length}),this._lastDate=t,e===0&&(this._running=
!1)}_getAnims(t){let e=this._charts,s=e.get(t);return s||(s={running:!1,initial:!0,items:[],listeners:{complete:[],progress:[]}},e.set(t,s)),s}listen(t,e,s){this.
_getAnims(t).listeners[e].push(s)}add(t,e){!e||!e.length||this._getAnims(t).items.push(...e)}has(t){return this._getAnims(t).items.length>0}start(t){let e=this.
_charts.get(t);e&&(e.running=!0,e.start=Date.now(),e.duration=e.items.reduce((s,n)=>Math.max(s,n._duration),0),this._refresh())}running(t){if(!this._running)return!1;
let e=this._charts.get(t);return!(!e||!e.running||!e.items.length)}stop(t){let e=this._charts.get(t);if(!e||!e.items.length)return;let s=e.items,n=s.length-1;for(;n>=
0;--n)s[n].cancel();e.items=[],this._notify(t,e,Date.now(),"complete")}remove(t){return this._charts.delete(t)}},pt=new gs,sn="transparent",Ba={boolean(i,t,e){return e>
.5?t:i},color(i,t,e){let s=ei(i||sn),n=s.valid&&ei(t||sn);return n&&n.valid?n.mix(s,e).hexString():t},number(i,t,e){return i+(t-i)*e}},ps=class{constructor(t,e,s,n){
let o=e[s];n=Qt([t.to,n,o,t.from]);let a=Qt([t.from,o,n]);this._active=!0,this._fn=t.fn||Ba[t.type||typeof a],this._easing=It[t.easing]||It.linear,this._start=Math.
floor(Date.now()+(t.delay||0)),this._duration=this._total=Math.floor(t.duration),this._loop=!!t.loop,this._target=e,this._prop=s,this._from=a,this._to=n,this._promises=
void 0}active(){return this._active}update(t,e,s){if(this._active){this._notify(!1);let n=this._target[this._prop],o=s-this._start,a=this._duration-o;this._start=
s,this._duration=Math.floor(Math.max(a,t.duration)),this._total+=o,this._loop=!!t.loop,this._to=Qt([t.to,e,n,t.from]),this._from=Qt([t.from,n,e])}}cancel(){this.
_active&&(this.tick(Date.now()),this._active=!1,this._notify(!1))}tick(t){let e=t-this._start,s=this._duration,n=this._prop,o=this._from,a=this._loop,r=this._to,
l;if(this._active=o!==r&&(a||e<s),!this._active){this._target[n]=r,this._notify(!0);return}if(e<0){this._target[n]=o;return}l=e/s%2,l=a&&l>1?2-l:l,l=this._easing(
Math.min(1,Math.max(0,l))),this._target[n]=this._fn(o,r,l)}wait(){let t=this._promises||(this._promises=[]);return new Promise((e,s)=>{t.push({res:e,rej:s})})}_notify(t){
let e=t?"res":"rej",s=this._promises||[];for(let n=0;n<s.length;n++)s[n][e]()}},yi=class{constructor(t,e){this._chart=t,this._properties=new Map,this.configure(
e)}configure(t){if(!S(t))return;let e=Object.keys(I.animation),s=this._properties;Object.getOwnPropertyNames(t).forEach(n=>{let o=t[n];if(!S(o))return;let a={};
for(let r of e)a[r]=o[r];(T(o.properties)&&o.properties||[n]).forEach(r=>{(r===n||!s.has(r))&&s.set(r,a)})})}_animateOptions(t,e){let s=e.options,n=Na(t,s);if(!n)
return[];let o=this._createAnimations(n,s);return s.$shared&&Va(t.options.$animations,s).then(()=>{t.options=s},()=>{}),o}_createAnimations(t,e){let s=this._properties,
n=[],o=t.$animations||(t.$animations={}),a=Object.keys(e),r=Date.now(),l;for(l=a.length-1;l>=0;--l){let c=a[l];if(c.charAt(0)==="$")continue;if(c==="options"){n.
push(...this._animateOptions(t,e));continue}let h=e[c],d=o[c],u=s.get(c);if(d)if(u&&d.active()){d.update(u,h,r);continue}else d.cancel();if(!u||!u.duration){t[c]=
h;continue}o[c]=d=new ps(u,t,c,h),n.push(d)}return n}update(t,e){if(this._properties.size===0){Object.assign(t,e);return}let s=this._createAnimations(t,e);if(s.
length)return pt.add(this._chart,s),!0}};function Va(i,t){let e=[],s=Object.keys(t);for(let n=0;n<s.length;n++){let o=i[s[n]];o&&o.active()&&e.push(o.wait())}return Promise.
all(e)}function Na(i,t){if(!t)return;let e=i.options;if(!e){i.options=t;return}return e.$shared&&(i.options=e=Object.assign({},e,{$shared:!1,$animations:{}})),e}
function nn(i,t){let e=i&&i.options||{},s=e.reverse,n=e.min===void 0?t:0,o=e.max===void 0?t:0;return{start:s?o:n,end:s?n:o}}function Wa(i,t,e){if(e===!1)return!1;
let s=nn(i,e),n=nn(t,e);return{top:n.end,right:s.end,bottom:n.start,left:s.start}}function Ha(i){let t,e,s,n;return S(i)?(t=i.top,e=i.right,s=i.bottom,n=i.left):
t=e=s=n=i,{top:t,right:e,bottom:s,left:n,disabled:i===!1}}function Un(i,t){let e=[],s=i._getSortedDatasetMetas(t),n,o;for(n=0,o=s.length;n<o;++n)e.push(s[n].index);
return e}function on(i,t,e,s={}){let n=i.keys,o=s.mode==="single",a,r,l,c;if(t===null)return;let h=!1;for(a=0,r=n.length;a<r;++a){if(l=+n[a],l===e){if(h=!0,s.all)
continue;break}c=i.values[l],z(c)&&(o||t===0||ot(t)===ot(c))&&(t+=c)}return!h&&!s.all?0:t}function ja(i,t){let{iScale:e,vScale:s}=t,n=e.axis==="x"?"x":"y",o=s.axis===
"x"?"x":"y",a=Object.keys(i),r=new Array(a.length),l,c,h;for(l=0,c=a.length;l<c;++l)h=a[l],r[l]={[n]:h,[o]:i[h]};return r}function os(i,t){let e=i&&i.options.stacked;
return e||e===void 0&&t.stack!==void 0}function $a(i,t,e){return`${i.id}.${t.id}.${e.stack||e.type}`}function Ya(i){let{min:t,max:e,minDefined:s,maxDefined:n}=i.
getUserBounds();return{min:s?t:Number.NEGATIVE_INFINITY,max:n?e:Number.POSITIVE_INFINITY}}function Ua(i,t,e){let s=i[t]||(i[t]={});return s[e]||(s[e]={})}function an(i,t,e,s){
for(let n of t.getMatchingVisibleMetas(s).reverse()){let o=i[n.index];if(e&&o>0||!e&&o<0)return n.index}return null}function rn(i,t){let{chart:e,_cachedMeta:s}=i,
n=e._stacks||(e._stacks={}),{iScale:o,vScale:a,index:r}=s,l=o.axis,c=a.axis,h=$a(o,a,s),d=t.length,u;for(let f=0;f<d;++f){let p=t[f],{[l]:g,[c]:m}=p,b=p._stacks||
(p._stacks={});u=b[c]=Ua(n,h,g),u[r]=m,u._top=an(u,a,!0,s.type),u._bottom=an(u,a,!1,s.type);let x=u._visualValues||(u._visualValues={});x[r]=m}}function as(i,t){
let e=i.scales;return Object.keys(e).filter(s=>e[s].axis===t).shift()}function Xa(i,t){return ft(i,{active:!1,dataset:void 0,datasetIndex:t,index:t,mode:"defaul\
t",type:"dataset"})}function Ka(i,t,e){return ft(i,{active:!1,dataIndex:t,parsed:void 0,raw:void 0,element:e,index:t,mode:"default",type:"data"})}function ke(i,t){
let e=i.controller.index,s=i.vScale&&i.vScale.axis;if(s){t=t||i._parsed;for(let n of t){let o=n._stacks;!o||o[s]===void 0||o[s][e]===void 0||(delete o[s][e],o[s].
_visualValues!==void 0&&o[s]._visualValues[e]!==void 0&&delete o[s]._visualValues[e])}}}var rs=i=>i==="reset"||i==="none",ln=(i,t)=>t?i:Object.assign({},i),Ga=(i,t,e)=>i&&
!t.hidden&&t._stacked&&{keys:Un(e,!0),values:null},bt=class{constructor(t,e){this.chart=t,this._ctx=t.ctx,this.index=e,this._cachedDataOpts={},this._cachedMeta=
this.getMeta(),this._type=this._cachedMeta.type,this.options=void 0,this._parsing=!1,this._data=void 0,this._objectData=void 0,this._sharedOptions=void 0,this._drawStart=
void 0,this._drawCount=void 0,this.enableOptionSharing=!1,this.supportsDecimation=!1,this.$context=void 0,this._syncList=[],this.datasetElementType=new.target.datasetElementType,
this.dataElementType=new.target.dataElementType,this.initialize()}initialize(){let t=this._cachedMeta;this.configure(),this.linkScales(),t._stacked=os(t.vScale,
t),this.addElements(),this.options.fill&&!this.chart.isPluginEnabled("filler")&&console.warn("Tried to use the 'fill' option without the 'Filler' plugin enabled\
. Please import and register the 'Filler' plugin and make sure it is not disabled in the options")}updateIndex(t){this.index!==t&&ke(this._cachedMeta),this.index=
t}linkScales(){let t=this.chart,e=this._cachedMeta,s=this.getDataset(),n=(d,u,f,p)=>d==="x"?u:d==="r"?p:f,o=e.xAxisID=C(s.xAxisID,as(t,"x")),a=e.yAxisID=C(s.yAxisID,
as(t,"y")),r=e.rAxisID=C(s.rAxisID,as(t,"r")),l=e.indexAxis,c=e.iAxisID=n(l,o,a,r),h=e.vAxisID=n(l,a,o,r);e.xScale=this.getScaleForId(o),e.yScale=this.getScaleForId(
a),e.rScale=this.getScaleForId(r),e.iScale=this.getScaleForId(c),e.vScale=this.getScaleForId(h)}getDataset(){return this.chart.data.datasets[this.index]}getMeta(){
return this.chart.getDatasetMeta(this.index)}getScaleForId(t){return this.chart.scales[t]}_getOtherScale(t){let e=this._cachedMeta;return t===e.iScale?e.vScale:
e.iScale}reset(){this._update("reset")}_destroy(){let t=this._cachedMeta;this._data&&qe(this._data,this),t._stacked&&ke(t)}_dataCheck(){let t=this.getDataset(),
e=t.data||(t.data=[]),s=this._data;if(S(e)){let n=this._cachedMeta;this._data=ja(e,n)}else if(s!==e){if(s){qe(s,this);let n=this._cachedMeta;ke(n),n._parsed=[]}
e&&Object.isExtensible(e)&&Yi(e,this),this._syncList=[],this._data=e}}addElements(){let t=this._cachedMeta;this._dataCheck(),this.datasetElementType&&(t.dataset=
new this.datasetElementType)}buildOrUpdateElements(t){let e=this._cachedMeta,s=this.getDataset(),n=!1;this._dataCheck();let o=e._stacked;e._stacked=os(e.vScale,
e),e.stack!==s.stack&&(n=!0,ke(e),e.stack=s.stack),this._resyncElements(t),(n||o!==e._stacked)&&(rn(this,e._parsed),e._stacked=os(e.vScale,e))}configure(){let t=this.
chart.config,e=t.datasetScopeKeys(this._type),s=t.getOptionScopes(this.getDataset(),e,!0);this.options=t.createResolver(s,this.getContext()),this._parsing=this.
options.parsing,this._cachedDataOpts={}}parse(t,e){let{_cachedMeta:s,_data:n}=this,{iScale:o,_stacked:a}=s,r=o.axis,l=t===0&&e===n.length?!0:s._sorted,c=t>0&&s.
_parsed[t-1],h,d,u;if(this._parsing===!1)s._parsed=n,s._sorted=!0,u=n;else{T(n[t])?u=this.parseArrayData(s,n,t,e):S(n[t])?u=this.parseObjectData(s,n,t,e):u=this.
parsePrimitiveData(s,n,t,e);let f=()=>d[r]===null||c&&d[r]<c[r];for(h=0;h<e;++h)s._parsed[h+t]=d=u[h],l&&(f()&&(l=!1),c=d);s._sorted=l}a&&rn(this,u)}parsePrimitiveData(t,e,s,n){
let{iScale:o,vScale:a}=t,r=o.axis,l=a.axis,c=o.getLabels(),h=o===a,d=new Array(n),u,f,p;for(u=0,f=n;u<f;++u)p=u+s,d[u]={[r]:h||o.parse(c[p],p),[l]:a.parse(e[p],
p)};return d}parseArrayData(t,e,s,n){let{xScale:o,yScale:a}=t,r=new Array(n),l,c,h,d;for(l=0,c=n;l<c;++l)h=l+s,d=e[h],r[l]={x:o.parse(d[0],h),y:a.parse(d[1],h)};
return r}parseObjectData(t,e,s,n){let{xScale:o,yScale:a}=t,{xAxisKey:r="x",yAxisKey:l="y"}=this._parsing,c=new Array(n),h,d,u,f;for(h=0,d=n;h<d;++h)u=h+s,f=e[u],
c[h]={x:o.parse(kt(f,r),u),y:a.parse(kt(f,l),u)};return c}getParsed(t){return this._cachedMeta._parsed[t]}getDataElement(t){return this._cachedMeta.data[t]}applyStack(t,e,s){
let n=this.chart,o=this._cachedMeta,a=e[t.axis],r={keys:Un(n,!0),values:e._stacks[t.axis]._visualValues};return on(r,a,o.index,{mode:s})}updateRangeFromParsed(t,e,s,n){
let o=s[e.axis],a=o===null?NaN:o,r=n&&s._stacks[e.axis];n&&r&&(n.values=r,a=on(n,o,this._cachedMeta.index)),t.min=Math.min(t.min,a),t.max=Math.max(t.max,a)}getMinMax(t,e){
let s=this._cachedMeta,n=s._parsed,o=s._sorted&&t===s.iScale,a=n.length,r=this._getOtherScale(t),l=Ga(e,s,this.chart),c={min:Number.POSITIVE_INFINITY,max:Number.
NEGATIVE_INFINITY},{min:h,max:d}=Ya(r),u,f;function p(){f=n[u];let g=f[r.axis];return!z(f[t.axis])||h>g||d<g}for(u=0;u<a&&!(!p()&&(this.updateRangeFromParsed(c,
t,f,l),o));++u);if(o){for(u=a-1;u>=0;--u)if(!p()){this.updateRangeFromParsed(c,t,f,l);break}}return c}getAllParsedValues(t){let e=this._cachedMeta._parsed,s=[],
n,o,a;for(n=0,o=e.length;n<o;++n)a=e[n][t.axis],z(a)&&s.push(a);return s}getMaxOverflow(){return!1}getLabelAndValue(t){let e=this._cachedMeta,s=e.iScale,n=e.vScale,
o=this.getParsed(t);return{label:s?""+s.getLabelForValue(o[s.axis]):"",value:n?""+n.getLabelForValue(o[n.axis]):""}}_update(t){let e=this._cachedMeta;this.update(
t||"default"),e._clip=Ha(C(this.options.clip,Wa(e.xScale,e.yScale,this.getMaxOverflow())))}update(t){}draw(){let t=this._ctx,e=this.chart,s=this._cachedMeta,n=s.
data||[],o=e.chartArea,a=[],r=this._drawStart||0,l=this._drawCount||n.length-r,c=this.options.drawActiveElementsOnTop,h;for(s.dataset&&s.dataset.draw(t,o,r,l),h=
r;h<r+l;++h){let d=n[h];d.hidden||(d.active&&c?a.push(d):d.draw(t,o))}for(h=0;h<a.length;++h)a[h].draw(t,o)}getStyle(t,e){let s=e?"active":"default";return t===
void 0&&this._cachedMeta.dataset?this.resolveDatasetElementOptions(s):this.resolveDataElementOptions(t||0,s)}getContext(t,e,s){let n=this.getDataset(),o;if(t>=0&&
t<this._cachedMeta.data.length){let a=this._cachedMeta.data[t];o=a.$context||(a.$context=Ka(this.getContext(),t,a)),o.parsed=this.getParsed(t),o.raw=n.data[t],o.
index=o.dataIndex=t}else o=this.$context||(this.$context=Xa(this.chart.getContext(),this.index)),o.dataset=n,o.index=o.datasetIndex=this.index;return o.active=!!e,
o.mode=s,o}resolveDatasetElementOptions(t){return this._resolveElementOptions(this.datasetElementType.id,t)}resolveDataElementOptions(t,e){return this._resolveElementOptions(
this.dataElementType.id,e,t)}_resolveElementOptions(t,e="default",s){let n=e==="active",o=this._cachedDataOpts,a=t+"-"+e,r=o[a],l=this.enableOptionSharing&&dt(s);
if(r)return ln(r,l);let c=this.chart.config,h=c.datasetElementScopeKeys(this._type,t),d=n?[`${t}Hover`,"hover",t,""]:[t,""],u=c.getOptionScopes(this.getDataset(),
h),f=Object.keys(I.elements[t]),p=()=>this.getContext(s,n,e),g=c.resolveNamedOptions(u,f,p,d);return g.$shared&&(g.$shared=l,o[a]=Object.freeze(ln(g,l))),g}_resolveAnimations(t,e,s){
let n=this.chart,o=this._cachedDataOpts,a=`animation-${e}`,r=o[a];if(r)return r;let l;if(n.options.animation!==!1){let h=this.chart.config,d=h.datasetAnimationScopeKeys(
this._type,e),u=h.getOptionScopes(this.getDataset(),d);l=h.createResolver(u,this.getContext(t,s,e))}let c=new yi(n,l&&l.animations);return l&&l._cacheable&&(o[a]=
Object.freeze(c)),c}getSharedOptions(t){if(t.$shared)return this._sharedOptions||(this._sharedOptions=Object.assign({},t))}includeOptions(t,e){return!e||rs(t)||
this.chart._animationsDisabled}_getSharedOptions(t,e){let s=this.resolveDataElementOptions(t,e),n=this._sharedOptions,o=this.getSharedOptions(s),a=this.includeOptions(
e,o)||o!==n;return this.updateSharedOptions(o,e,s),{sharedOptions:o,includeOptions:a}}updateElement(t,e,s,n){rs(n)?Object.assign(t,s):this._resolveAnimations(e,
n).update(t,s)}updateSharedOptions(t,e,s){t&&!rs(e)&&this._resolveAnimations(void 0,e).update(t,s)}_setStyle(t,e,s,n){t.active=n;let o=this.getStyle(e,n);this._resolveAnimations(
e,s,n).update(t,{options:!n&&this.getSharedOptions(o)||o})}removeHoverStyle(t,e,s){this._setStyle(t,s,"active",!1)}setHoverStyle(t,e,s){this._setStyle(t,s,"acti\
ve",!0)}_removeDatasetHoverStyle(){let t=this._cachedMeta.dataset;t&&this._setStyle(t,void 0,"active",!1)}_setDatasetHoverStyle(){let t=this._cachedMeta.dataset;
t&&this._setStyle(t,void 0,"active",!0)}_resyncElements(t){let e=this._data,s=this._cachedMeta.data;for(let[r,l,c]of this._syncList)this[r](l,c);this._syncList=
[];let n=s.length,o=e.length,a=Math.min(o,n);a&&this.parse(0,a),o>n?this._insertElements(n,o-n,t):o<n&&this._removeElements(o,n-o)}_insertElements(t,e,s=!0){let n=this.
_cachedMeta,o=n.data,a=t+e,r,l=c=>{for(c.length+=e,r=c.length-1;r>=a;r--)c[r]=c[r-e]};for(l(o),r=t;r<a;++r)o[r]=new this.dataElementType;this._parsing&&l(n._parsed),
this.parse(t,e),s&&this.updateElements(o,t,e,"reset")}updateElements(t,e,s,n){}_removeElements(t,e){let s=this._cachedMeta;if(this._parsing){let n=s._parsed.splice(
t,e);s._stacked&&ke(s,n)}s.data.splice(t,e)}_sync(t){if(this._parsing)this._syncList.push(t);else{let[e,s,n]=t;this[e](s,n)}this.chart._dataChanges.push([this.index,
...t])}_onDataPush(){let t=arguments.length;this._sync(["_insertElements",this.getDataset().data.length-t,t])}_onDataPop(){this._sync(["_removeElements",this._cachedMeta.
data.length-1,1])}_onDataShift(){this._sync(["_removeElements",0,1])}_onDataSplice(t,e){e&&this._sync(["_removeElements",t,e]);let s=arguments.length-2;s&&this.
_sync(["_insertElements",t,s])}_onDataUnshift(){this._sync(["_insertElements",0,arguments.length])}};k(bt,"defaults",{}),k(bt,"datasetElementType",null),k(bt,"d\
ataElementType",null);function qa(i,t){if(!i._cache.$bar){let e=i.getMatchingVisibleMetas(t),s=[];for(let n=0,o=e.length;n<o;n++)s=s.concat(e[n].controller.getAllParsedValues(
i));i._cache.$bar=Je(s.sort((n,o)=>n-o))}return i._cache.$bar}function Ja(i){let t=i.iScale,e=qa(t,i.type),s=t._length,n,o,a,r,l=()=>{a===32767||a===-32768||(dt(
r)&&(s=Math.min(s,Math.abs(a-r)||s)),r=a)};for(n=0,o=e.length;n<o;++n)a=t.getPixelForValue(e[n]),l();for(r=void 0,n=0,o=t.ticks.length;n<o;++n)a=t.getPixelForTick(
n),l();return s}function Za(i,t,e,s){let n=e.barThickness,o,a;return O(n)?(o=t.min*e.categoryPercentage,a=e.barPercentage):(o=n*s,a=1),{chunk:o/s,ratio:a,start:t.
pixels[i]-o/2}}function Qa(i,t,e,s){let n=t.pixels,o=n[i],a=i>0?n[i-1]:null,r=i<n.length-1?n[i+1]:null,l=e.categoryPercentage;a===null&&(a=o-(r===null?t.end-t.start:
r-o)),r===null&&(r=o+o-a);let c=o-(o-Math.min(a,r))/2*l;return{chunk:Math.abs(r-a)/2*l/s,ratio:e.barPercentage,start:c}}function tr(i,t,e,s){let n=e.parse(i[0],
s),o=e.parse(i[1],s),a=Math.min(n,o),r=Math.max(n,o),l=a,c=r;Math.abs(a)>Math.abs(r)&&(l=r,c=a),t[e.axis]=c,t._custom={barStart:l,barEnd:c,start:n,end:o,min:a,max:r}}
function Xn(i,t,e,s){return T(i)?tr(i,t,e,s):t[e.axis]=e.parse(i,s),t}function cn(i,t,e,s){let n=i.iScale,o=i.vScale,a=n.getLabels(),r=n===o,l=[],c,h,d,u;for(c=
e,h=e+s;c<h;++c)u=t[c],d={},d[n.axis]=r||n.parse(a[c],c),l.push(Xn(u,d,o,c));return l}function ls(i){return i&&i.barStart!==void 0&&i.barEnd!==void 0}function er(i,t,e){
return i!==0?ot(i):(t.isHorizontal()?1:-1)*(t.min>=e?1:-1)}function ir(i){let t,e,s,n,o;return i.horizontal?(t=i.base>i.x,e="left",s="right"):(t=i.base<i.y,e="b\
ottom",s="top"),t?(n="end",o="start"):(n="start",o="end"),{start:e,end:s,reverse:t,top:n,bottom:o}}function sr(i,t,e,s){let n=t.borderSkipped,o={};if(!n){i.borderSkipped=
o;return}if(n===!0){i.borderSkipped={top:!0,right:!0,bottom:!0,left:!0};return}let{start:a,end:r,reverse:l,top:c,bottom:h}=ir(i);n==="middle"&&e&&(i.enableBorderRadius=
!0,(e._top||0)===s?n=c:(e._bottom||0)===s?n=h:(o[hn(h,a,r,l)]=!0,n=c)),o[hn(n,a,r,l)]=!0,i.borderSkipped=o}function hn(i,t,e,s){return s?(i=nr(i,t,e),i=dn(i,e,t)):
i=dn(i,t,e),i}function nr(i,t,e){return i===t?e:i===e?t:i}function dn(i,t,e){return i==="start"?t:i==="end"?e:i}function or(i,{inflateAmount:t},e){i.inflateAmount=
t==="auto"?e===1?.33:0:t}var Nt=class extends bt{parsePrimitiveData(t,e,s,n){return cn(t,e,s,n)}parseArrayData(t,e,s,n){return cn(t,e,s,n)}parseObjectData(t,e,s,n){
let{iScale:o,vScale:a}=t,{xAxisKey:r="x",yAxisKey:l="y"}=this._parsing,c=o.axis==="x"?r:l,h=a.axis==="x"?r:l,d=[],u,f,p,g;for(u=s,f=s+n;u<f;++u)g=e[u],p={},p[o.
axis]=o.parse(kt(g,c),u),d.push(Xn(kt(g,h),p,a,u));return d}updateRangeFromParsed(t,e,s,n){super.updateRangeFromParsed(t,e,s,n);let o=s._custom;o&&e===this._cachedMeta.
vScale&&(t.min=Math.min(t.min,o.min),t.max=Math.max(t.max,o.max))}getMaxOverflow(){return 0}getLabelAndValue(t){let e=this._cachedMeta,{iScale:s,vScale:n}=e,o=this.
getParsed(t),a=o._custom,r=ls(a)?"["+a.start+", "+a.end+"]":""+n.getLabelForValue(o[n.axis]);return{label:""+s.getLabelForValue(o[s.axis]),value:r}}initialize(){
this.enableOptionSharing=!0,super.initialize();let t=this._cachedMeta;t.stack=this.getDataset().stack}update(t){let e=this._cachedMeta;this.updateElements(e.data,
0,e.data.length,t)}updateElements(t,e,s,n){let o=n==="reset",{index:a,_cachedMeta:{vScale:r}}=this,l=r.getBasePixel(),c=r.isHorizontal(),h=this._getRuler(),{sharedOptions:d,
includeOptions:u}=this._getSharedOptions(e,n);for(let f=e;f<e+s;f++){let p=this.getParsed(f),g=o||O(p[r.axis])?{base:l,head:l}:this._calculateBarValuePixels(f),
m=this._calculateBarIndexPixels(f,h),b=(p._stacks||{})[r.axis],x={horizontal:c,base:g.base,enableBorderRadius:!b||ls(p._custom)||a===b._top||a===b._bottom,x:c?g.
head:m.center,y:c?m.center:g.head,height:c?m.size:Math.abs(g.size),width:c?Math.abs(g.size):m.size};u&&(x.options=d||this.resolveDataElementOptions(f,t[f].active?
"active":n));let _=x.options||t[f].options;sr(x,_,b,a),or(x,_,h.ratio),this.updateElement(t[f],f,x,n)}}_getStacks(t,e){let{iScale:s}=this._cachedMeta,n=s.getMatchingVisibleMetas(
this._type).filter(h=>h.controller.options.grouped),o=s.options.stacked,a=[],r=this._cachedMeta.controller.getParsed(e),l=r&&r[s.axis],c=h=>{let d=h._parsed.find(
f=>f[s.axis]===l),u=d&&d[h.vScale.axis];if(O(u)||isNaN(u))return!0};for(let h of n)if(!(e!==void 0&&c(h))&&((o===!1||a.indexOf(h.stack)===-1||o===void 0&&h.stack===
void 0)&&a.push(h.stack),h.index===t))break;return a.length||a.push(void 0),a}_getStackCount(t){return this._getStacks(void 0,t).length}_getAxisCount(){return this.
_getAxis().length}getFirstScaleIdForIndexAxis(){let t=this.chart.scales,e=this.chart.options.indexAxis;return Object.keys(t).filter(s=>t[s].axis===e).shift()}_getAxis(){
let t={},e=this.getFirstScaleIdForIndexAxis();for(let s of this.chart.data.datasets)t[C(this.chart.options.indexAxis==="x"?s.xAxisID:s.yAxisID,e)]=!0;return Object.
keys(t)}_getStackIndex(t,e,s){let n=this._getStacks(t,s),o=e!==void 0?n.indexOf(e):-1;return o===-1?n.length-1:o}_getRuler(){let t=this.options,e=this._cachedMeta,
s=e.iScale,n=[],o,a;for(o=0,a=e.data.length;o<a;++o)n.push(s.getPixelForValue(this.getParsed(o)[s.axis],o));let r=t.barThickness;return{min:r||Ja(e),pixels:n,start:s.
_startPixel,end:s._endPixel,stackCount:this._getStackCount(),scale:s,grouped:t.grouped,ratio:r?1:t.categoryPercentage*t.barPercentage}}_calculateBarValuePixels(t){
let{_cachedMeta:{vScale:e,_stacked:s,index:n},options:{base:o,minBarLength:a}}=this,r=o||0,l=this.getParsed(t),c=l._custom,h=ls(c),d=l[e.axis],u=0,f=s?this.applyStack(
e,l,s):d,p,g;f!==d&&(u=f-d,f=d),h&&(d=c.barStart,f=c.barEnd-c.barStart,d!==0&&ot(d)!==ot(c.barEnd)&&(u=0),u+=d);let m=!O(o)&&!h?o:u,b=e.getPixelForValue(m);if(this.
chart.getDataVisibility(t)?p=e.getPixelForValue(u+f):p=b,g=p-b,Math.abs(g)<a){g=er(g,e,r)*a,d===r&&(b-=g/2);let x=e.getPixelForDecimal(0),_=e.getPixelForDecimal(
1),y=Math.min(x,_),v=Math.max(x,_);b=Math.max(Math.min(b,v),y),p=b+g,s&&!h&&(l._stacks[e.axis]._visualValues[n]=e.getValueForPixel(p)-e.getValueForPixel(b))}if(b===
e.getPixelForValue(r)){let x=ot(g)*e.getLineWidthForValue(r)/2;b+=x,g-=x}return{size:g,base:b,head:p,center:p+g/2}}_calculateBarIndexPixels(t,e){let s=e.scale,n=this.
options,o=n.skipNull,a=C(n.maxBarThickness,1/0),r,l,c=this._getAxisCount();if(e.grouped){let h=o?this._getStackCount(t):e.stackCount,d=n.barThickness==="flex"?Qa(
t,e,n,h*c):Za(t,e,n,h*c),u=this.chart.options.indexAxis==="x"?this.getDataset().xAxisID:this.getDataset().yAxisID,f=this._getAxis().indexOf(C(u,this.getFirstScaleIdForIndexAxis())),
p=this._getStackIndex(this.index,this._cachedMeta.stack,o?t:void 0)+f;r=d.start+d.chunk*p+d.chunk/2,l=Math.min(a,d.chunk*d.ratio)}else r=s.getPixelForValue(this.
getParsed(t)[s.axis],t),l=Math.min(a,e.min*e.ratio);return{base:r-l/2,head:r+l/2,center:r,size:l}}draw(){let t=this._cachedMeta,e=t.vScale,s=t.data,n=s.length,o=0;
for(;o<n;++o)this.getParsed(o)[e.axis]!==null&&!s[o].hidden&&s[o].draw(this._ctx)}};k(Nt,"id","bar"),k(Nt,"defaults",{datasetElementType:!1,dataElementType:"bar",
categoryPercentage:.8,barPercentage:.9,grouped:!0,animations:{numbers:{type:"number",properties:["x","y","base","width","height"]}}}),k(Nt,"overrides",{scales:{
_index_:{type:"category",offset:!0,grid:{offset:!0}},_value_:{type:"linear",beginAtZero:!0}}});function Bt(){throw new Error("This method is not implemented: Check that a complete date adapter is provided.")}var ms=class i{constructor(t){k(this,"options");
this.options=t||{}}static override(t){Object.assign(i.prototype,t)}init(){}formats(){return Bt()}parse(){return Bt()}format(){return Bt()}add(){return Bt()}diff(){
return Bt()}startOf(){return Bt()}endOf(){return Bt()}},ar={_date:ms};function rr(i,t,e,s){let{controller:n,data:o,_sorted:a}=i,r=n._cachedMeta.iScale,l=i.dataset&&
i.dataset.options?i.dataset.options.spanGaps:null;if(r&&t===r.axis&&t!=="r"&&a&&o.length){let c=r._reversePixels?ji:be;if(s){if(n._sharedOptions){let h=o[0],d=typeof h.
getRange=="function"&&h.getRange(t);if(d){let u=c(o,t,e-d),f=c(o,t,e+d);return{lo:u.lo,hi:f.hi}}}}else{let h=c(o,t,e);if(l){let{vScale:d}=n._cachedMeta,{_parsed:u}=i,
f=u.slice(0,h.lo+1).reverse().findIndex(g=>!O(g[d.axis]));h.lo-=Math.max(0,f);let p=u.slice(h.hi).findIndex(g=>!O(g[d.axis]));h.hi+=Math.max(0,p)}return h}}return{
lo:0,hi:o.length-1}}function Ie(i,t,e,s,n){let o=i.getSortedVisibleDatasetMetas(),a=e[t];for(let r=0,l=o.length;r<l;++r){let{index:c,data:h}=o[r],{lo:d,hi:u}=rr(
o[r],t,a,n);for(let f=d;f<=u;++f){let p=h[f];p.skip||s(p,c,f)}}}function lr(i){let t=i.indexOf("x")!==-1,e=i.indexOf("y")!==-1;return function(s,n){let o=t?Math.
abs(s.x-n.x):0,a=e?Math.abs(s.y-n.y):0;return Math.sqrt(Math.pow(o,2)+Math.pow(a,2))}}function cs(i,t,e,s,n){let o=[];return!n&&!i.isPointInArea(t)||Ie(i,e,t,function(r,l,c){
!n&&!Dt(r,i.chartArea,0)||r.inRange(t.x,t.y,s)&&o.push({element:r,datasetIndex:l,index:c})},!0),o}function cr(i,t,e,s){let n=[];function o(a,r,l){let{startAngle:c,
endAngle:h}=a.getProps(["startAngle","endAngle"],s),{angle:d}=Vi(a,{x:t.x,y:t.y});Wi(d,c,h)&&n.push({element:a,datasetIndex:r,index:l})}return Ie(i,e,t,o),n}function hr(i,t,e,s,n,o){
let a=[],r=lr(e),l=Number.POSITIVE_INFINITY;function c(h,d,u){let f=h.inRange(t.x,t.y,n);if(s&&!f)return;let p=h.getCenterPoint(n);if(!(!!o||i.isPointInArea(p))&&
!f)return;let m=r(t,p);m<l?(a=[{element:h,datasetIndex:d,index:u}],l=m):m===l&&a.push({element:h,datasetIndex:d,index:u})}return Ie(i,e,t,c),a}function hs(i,t,e,s,n,o){
return!o&&!i.isPointInArea(t)?[]:e==="r"&&!s?cr(i,t,e,n):hr(i,t,e,s,n,o)}function un(i,t,e,s,n){let o=[],a=e==="x"?"inXRange":"inYRange",r=!1;return Ie(i,e,t,(l,c,h)=>{
l[a]&&l[a](t[e],n)&&(o.push({element:l,datasetIndex:c,index:h}),r=r||l.inRange(t.x,t.y,n))}),s&&!r?[]:o}var dr={evaluateInteractionItems:Ie,modes:{index(i,t,e,s){
let n=gt(t,i),o=e.axis||"x",a=e.includeInvisible||!1,r=e.intersect?cs(i,n,o,s,a):hs(i,n,o,!1,s,a),l=[];return r.length?(i.getSortedVisibleDatasetMetas().forEach(
c=>{let h=r[0].index,d=c.data[h];d&&!d.skip&&l.push({element:d,datasetIndex:c.index,index:h})}),l):[]},dataset(i,t,e,s){let n=gt(t,i),o=e.axis||"xy",a=e.includeInvisible||
!1,r=e.intersect?cs(i,n,o,s,a):hs(i,n,o,!1,s,a);if(r.length>0){let l=r[0].datasetIndex,c=i.getDatasetMeta(l).data;r=[];for(let h=0;h<c.length;++h)r.push({element:c[h],
datasetIndex:l,index:h})}return r},point(i,t,e,s){let n=gt(t,i),o=e.axis||"xy",a=e.includeInvisible||!1;return cs(i,n,o,s,a)},nearest(i,t,e,s){let n=gt(t,i),o=e.
axis||"xy",a=e.includeInvisible||!1;return hs(i,n,o,e.intersect,s,a)},x(i,t,e,s){let n=gt(t,i);return un(i,n,"x",e.intersect,s)},y(i,t,e,s){let n=gt(t,i);return un(
i,n,"y",e.intersect,s)}}},Kn=["left","top","right","bottom"];function Se(i,t){return i.filter(e=>e.pos===t)}function fn(i,t){return i.filter(e=>Kn.indexOf(e.pos)===
-1&&e.box.axis===t)}function Pe(i,t){return i.sort((e,s)=>{let n=t?s:e,o=t?e:s;return n.weight===o.weight?n.index-o.index:n.weight-o.weight})}function ur(i){let t=[],
e,s,n,o,a,r;for(e=0,s=(i||[]).length;e<s;++e)n=i[e],{position:o,options:{stack:a,stackWeight:r=1}}=n,t.push({index:e,box:n,pos:o,horizontal:n.isHorizontal(),weight:n.
weight,stack:a&&o+a,stackWeight:r});return t}function fr(i){let t={};for(let e of i){let{stack:s,pos:n,stackWeight:o}=e;if(!s||!Kn.includes(n))continue;let a=t[s]||
(t[s]={count:0,placed:0,weight:0,size:0});a.count++,a.weight+=o}return t}function gr(i,t){let e=fr(i),{vBoxMaxWidth:s,hBoxMaxHeight:n}=t,o,a,r;for(o=0,a=i.length;o<
a;++o){r=i[o];let{fullSize:l}=r.box,c=e[r.stack],h=c&&r.stackWeight/c.weight;r.horizontal?(r.width=h?h*s:l&&t.availableWidth,r.height=n):(r.width=s,r.height=h?h*
n:l&&t.availableHeight)}return e}function pr(i){let t=ur(i),e=Pe(t.filter(c=>c.box.fullSize),!0),s=Pe(Se(t,"left"),!0),n=Pe(Se(t,"right")),o=Pe(Se(t,"top"),!0),
a=Pe(Se(t,"bottom")),r=fn(t,"x"),l=fn(t,"y");return{fullSize:e,leftAndTop:s.concat(o),rightAndBottom:n.concat(l).concat(a).concat(r),chartArea:Se(t,"chartArea"),
vertical:s.concat(n).concat(l),horizontal:o.concat(a).concat(r)}}function gn(i,t,e,s){return Math.max(i[e],t[e])+Math.max(i[s],t[s])}function Gn(i,t){i.top=Math.
max(i.top,t.top),i.left=Math.max(i.left,t.left),i.bottom=Math.max(i.bottom,t.bottom),i.right=Math.max(i.right,t.right)}function mr(i,t,e,s){let{pos:n,box:o}=e,a=i.
maxPadding;if(!S(n)){e.size&&(i[n]-=e.size);let d=s[e.stack]||{size:0,count:1};d.size=Math.max(d.size,e.horizontal?o.height:o.width),e.size=d.size/d.count,i[n]+=
e.size}o.getPadding&&Gn(a,o.getPadding());let r=Math.max(0,t.outerWidth-gn(a,i,"left","right")),l=Math.max(0,t.outerHeight-gn(a,i,"top","bottom")),c=r!==i.w,h=l!==
i.h;return i.w=r,i.h=l,e.horizontal?{same:c,other:h}:{same:h,other:c}}function br(i){let t=i.maxPadding;function e(s){let n=Math.max(t[s]-i[s],0);return i[s]+=n,
n}i.y+=e("top"),i.x+=e("left"),e("right"),e("bottom")}function xr(i,t){let e=t.maxPadding;function s(n){let o={left:0,top:0,right:0,bottom:0};return n.forEach(a=>{
o[a]=Math.max(t[a],e[a])}),o}return s(i?["left","right"]:["top","bottom"])}function Ce(i,t,e,s){let n=[],o,a,r,l,c,h;for(o=0,a=i.length,c=0;o<a;++o){r=i[o],l=r.
box,l.update(r.width||t.w,r.height||t.h,xr(r.horizontal,t));let{same:d,other:u}=mr(t,e,r,s);c|=d&&n.length,h=h||u,l.fullSize||n.push(r)}return c&&Ce(n,t,e,s)||h}
function hi(i,t,e,s,n){i.top=e,i.left=t,i.right=t+s,i.bottom=e+n,i.width=s,i.height=n}function pn(i,t,e,s){let n=e.padding,{x:o,y:a}=t;for(let r of i){let l=r.box,
c=s[r.stack]||{count:1,placed:0,weight:1},h=r.stackWeight/c.weight||1;if(r.horizontal){let d=t.w*h,u=c.size||l.height;dt(c.start)&&(a=c.start),l.fullSize?hi(l,n.
left,a,e.outerWidth-n.right-n.left,u):hi(l,t.left+c.placed,a,d,u),c.start=a,c.placed+=d,a=l.bottom}else{let d=t.h*h,u=c.size||l.width;dt(c.start)&&(o=c.start),l.
fullSize?hi(l,o,n.top,u,e.outerHeight-n.bottom-n.top):hi(l,o,t.top+c.placed,u,d),c.start=o,c.placed+=d,o=l.right}}t.x=o,t.y=a}var di={addBox(i,t){i.boxes||(i.boxes=
[]),t.fullSize=t.fullSize||!1,t.position=t.position||"top",t.weight=t.weight||0,t._layers=t._layers||function(){return[{z:0,draw(e){t.draw(e)}}]},i.boxes.push(t)},
removeBox(i,t){let e=i.boxes?i.boxes.indexOf(t):-1;e!==-1&&i.boxes.splice(e,1)},configure(i,t,e){t.fullSize=e.fullSize,t.position=e.position,t.weight=e.weight},
update(i,t,e,s){if(!i)return;let n=$(i.options.layout.padding),o=Math.max(t-n.width,0),a=Math.max(e-n.height,0),r=pr(i.boxes),l=r.vertical,c=r.horizontal;A(i.boxes,
g=>{typeof g.beforeLayout=="function"&&g.beforeLayout()});let h=l.reduce((g,m)=>m.box.options&&m.box.options.display===!1?g:g+1,0)||1,d=Object.freeze({outerWidth:t,
outerHeight:e,padding:n,availableWidth:o,availableHeight:a,vBoxMaxWidth:o/2/h,hBoxMaxHeight:a/2}),u=Object.assign({},n);Gn(u,$(s));let f=Object.assign({maxPadding:u,
w:o,h:a,x:n.left,y:n.top},n),p=gr(l.concat(c),d);Ce(r.fullSize,f,d,p),Ce(l,f,d,p),Ce(c,f,d,p)&&Ce(l,f,d,p),br(f),pn(r.leftAndTop,f,d,p),f.x+=f.w,f.y+=f.h,pn(r.rightAndBottom,
f,d,p),i.chartArea={left:f.left,top:f.top,right:f.left+f.w,bottom:f.top+f.h,height:f.h,width:f.w},A(r.chartArea,g=>{let m=g.box;Object.assign(m,i.chartArea),m.update(
f.w,f.h,{left:0,top:0,right:0,bottom:0})})}},vi=class{acquireContext(t,e){}releaseContext(t){return!1}addEventListener(t,e,s){}removeEventListener(t,e,s){}getDevicePixelRatio(){
return 1}getMaximumSize(t,e,s,n){return e=Math.max(0,e||t.width),s=s||t.height,{width:e,height:Math.max(0,n?Math.floor(e/n):s)}}isAttached(t){return!0}updateConfig(t){}},
bs=class extends vi{acquireContext(t){return t&&t.getContext&&t.getContext("2d")||null}updateConfig(t){t.options.animation=!1}},xi="$chartjs",_r={touchstart:"mo\
usedown",touchmove:"mousemove",touchend:"mouseup",pointerenter:"mouseenter",pointerdown:"mousedown",pointermove:"mousemove",pointerup:"mouseup",pointerleave:"mo\
useout",pointerout:"mouseout"},mn=i=>i===null||i==="";function yr(i,t){let e=i.style,s=i.getAttribute("height"),n=i.getAttribute("width");if(i[xi]={initial:{height:s,
width:n,style:{display:e.display,height:e.height,width:e.width}}},e.display=e.display||"block",e.boxSizing=e.boxSizing||"border-box",mn(n)){let o=ci(i,"width");
o!==void 0&&(i.width=o)}if(mn(s))if(i.style.height==="")i.height=i.width/(t||2);else{let o=ci(i,"height");o!==void 0&&(i.height=o)}return i}var qn=es?{passive:!0}:
!1;function vr(i,t,e){i&&i.addEventListener(t,e,qn)}function Mr(i,t,e){i&&i.canvas&&i.canvas.removeEventListener(t,e,qn)}function wr(i,t){let e=_r[i.type]||i.type,
{x:s,y:n}=gt(i,t);return{type:e,chart:t,native:i,x:s!==void 0?s:null,y:n!==void 0?n:null}}function Mi(i,t){for(let e of i)if(e===t||e.contains(t))return!0}function kr(i,t,e){
let s=i.canvas,n=new MutationObserver(o=>{let a=!1;for(let r of o)a=a||Mi(r.addedNodes,s),a=a&&!Mi(r.removedNodes,s);a&&e()});return n.observe(document,{childList:!0,
subtree:!0}),n}function Sr(i,t,e){let s=i.canvas,n=new MutationObserver(o=>{let a=!1;for(let r of o)a=a||Mi(r.removedNodes,s),a=a&&!Mi(r.addedNodes,s);a&&e()});
return n.observe(document,{childList:!0,subtree:!0}),n}var Re=new Map,bn=0;function Jn(){let i=window.devicePixelRatio;i!==bn&&(bn=i,Re.forEach((t,e)=>{e.currentDevicePixelRatio!==
i&&t()}))}function Pr(i,t){Re.size||window.addEventListener("resize",Jn),Re.set(i,t)}function Dr(i){Re.delete(i),Re.size||window.removeEventListener("resize",Jn)}
function Or(i,t,e){let s=i.canvas,n=s&&Me(s);if(!n)return;let o=Qe((r,l)=>{let c=n.clientWidth;e(r,l),c<n.clientWidth&&e()},window),a=new ResizeObserver(r=>{let l=r[0],
c=l.contentRect.width,h=l.contentRect.height;c===0&&h===0||o(c,h)});return a.observe(n),Pr(i,o),a}function ds(i,t,e){e&&e.disconnect(),t==="resize"&&Dr(i)}function Cr(i,t,e){
let s=i.canvas,n=Qe(o=>{i.ctx!==null&&e(wr(o,i))},i);return vr(s,t,n),n}var xs=class extends vi{acquireContext(t,e){let s=t&&t.getContext&&t.getContext("2d");return s&&
s.canvas===t?(yr(t,e),s):null}releaseContext(t){let e=t.canvas;if(!e[xi])return!1;let s=e[xi].initial;["height","width"].forEach(o=>{let a=s[o];O(a)?e.removeAttribute(
o):e.setAttribute(o,a)});let n=s.style||{};return Object.keys(n).forEach(o=>{e.style[o]=n[o]}),e.width=e.width,delete e[xi],!0}addEventListener(t,e,s){this.removeEventListener(
t,e);let n=t.$proxies||(t.$proxies={}),a={attach:kr,detach:Sr,resize:Or}[e]||Cr;n[e]=a(t,e,s)}removeEventListener(t,e){let s=t.$proxies||(t.$proxies={}),n=s[e];
if(!n)return;({attach:ds,detach:ds,resize:ds}[e]||Mr)(t,e,n),s[e]=void 0}getDevicePixelRatio(){return window.devicePixelRatio}getMaximumSize(t,e,s,n){return ts(
t,e,s,n)}isAttached(t){let e=t&&Me(t);return!!(e&&e.isConnected)}};function Ar(i){return!ve()||typeof OffscreenCanvas<"u"&&i instanceof OffscreenCanvas?bs:xs}var ct=class{constructor(){
k(this,"x");k(this,"y");k(this,"active",!1);k(this,"options");k(this,"$animations")}tooltipPosition(t){let{x:e,y:s}=this.getProps(["x","y"],t);return{x:e,y:s}}hasValue(){
return St(this.x)&&St(this.y)}getProps(t,e){let s=this.$animations;if(!e||!s)return this;let n={};return t.forEach(o=>{n[o]=s[o]&&s[o].active()?s[o]._to:this[o]}),
n}};k(ct,"defaults",{}),k(ct,"defaultRoutes");function Tr(i,t){let e=i.options.ticks,s=Rr(i),n=Math.min(e.maxTicksLimit||s,s),o=e.major.enabled?Ir(t):[],a=o.length,
r=o[0],l=o[a-1],c=[];if(a>n)return Er(t,c,o,a/n),c;let h=Lr(o,t,n);if(a>0){let d,u,f=a>1?Math.round((l-r)/(a-1)):null;for(ui(t,c,h,O(f)?0:r-f,r),d=0,u=a-1;d<u;d++)
ui(t,c,h,o[d],o[d+1]);return ui(t,c,h,l,O(f)?t.length:l+f),c}return ui(t,c,h),c}function Rr(i){let t=i.options.offset,e=i._tickSize(),s=i._length/e+(t?0:1),n=i.
_maxLength/e;return Math.floor(Math.min(s,n))}function Lr(i,t,e){let s=Fr(i),n=t.length/e;if(!s)return Math.max(n,1);let o=zi(s);for(let a=0,r=o.length-1;a<r;a++){
let l=o[a];if(l>n)return l}return Math.max(n,1)}function Ir(i){let t=[],e,s;for(e=0,s=i.length;e<s;e++)i[e].major&&t.push(e);return t}function Er(i,t,e,s){let n=0,
o=e[0],a;for(s=Math.ceil(s),a=0;a<i.length;a++)a===o&&(t.push(i[a]),n++,o=e[n*s])}function ui(i,t,e,s,n){let o=C(s,0),a=Math.min(C(n,i.length),i.length),r=0,l,c,
h;for(e=Math.ceil(e),n&&(l=n-s,e=l/Math.floor(l/e)),h=o;h<0;)r++,h=Math.round(o+r*e);for(c=Math.max(o,0);c<a;c++)c===h&&(t.push(i[c]),r++,h=Math.round(o+r*e))}function Fr(i){
let t=i.length,e,s;if(t<2)return!1;for(s=i[0],e=1;e<t;++e)if(i[e]-i[e-1]!==s)return!1;return s}var zr=i=>i==="left"?"right":i==="right"?"left":i,xn=(i,t,e)=>t===
"top"||t==="left"?i[t]+e:i[t]-e,_n=(i,t)=>Math.min(t||i,i);function yn(i,t){let e=[],s=i.length/t,n=i.length,o=0;for(;o<n;o+=s)e.push(i[Math.floor(o)]);return e}
function Br(i,t,e){let s=i.ticks.length,n=Math.min(t,s-1),o=i._startPixel,a=i._endPixel,r=1e-6,l=i.getPixelForTick(n),c;if(!(e&&(s===1?c=Math.max(l-o,a-l):t===0?
c=(i.getPixelForTick(1)-l)/2:c=(l-i.getPixelForTick(n-1))/2,l+=n<t?c:-c,l<o-r||l>a+r)))return l}function Vr(i,t){A(i,e=>{let s=e.gc,n=s.length/2,o;if(n>t){for(o=
0;o<n;++o)delete e.data[s[o]];s.splice(0,n)}})}function De(i){return i.drawTicks?i.tickLength:0}function vn(i,t){if(!i.display)return 0;let e=E(i.font,t),s=$(i.
padding);return(T(i.text)?i.text.length:1)*e.lineHeight+s.height}function Nr(i,t){return ft(i,{scale:t,type:"scale"})}function Wr(i,t,e){return ft(i,{tick:e,index:t,
type:"tick"})}function Hr(i,t,e){let s=Xi(i);return(e&&t!=="right"||!e&&t==="right")&&(s=zr(s)),s}function jr(i,t,e,s){let{top:n,left:o,bottom:a,right:r,chart:l}=i,
{chartArea:c,scales:h}=l,d=0,u,f,p,g=a-n,m=r-o;if(i.isHorizontal()){if(f=ti(s,o,r),S(e)){let b=Object.keys(e)[0],x=e[b];p=h[b].getPixelForValue(x)+g-t}else e===
"center"?p=(c.bottom+c.top)/2+g-t:p=xn(i,e,t);u=r-o}else{if(S(e)){let b=Object.keys(e)[0],x=e[b];f=h[b].getPixelForValue(x)-m+t}else e==="center"?f=(c.left+c.right)/
2-m+t:f=xn(i,e,t);p=ti(s,a,n),d=e==="left"?-H:H}return{titleX:f,titleY:p,maxWidth:u,rotation:d}}var Ht=class i extends ct{constructor(t){super(),this.id=t.id,this.
type=t.type,this.options=void 0,this.ctx=t.ctx,this.chart=t.chart,this.top=void 0,this.bottom=void 0,this.left=void 0,this.right=void 0,this.width=void 0,this.height=
void 0,this._margins={left:0,right:0,top:0,bottom:0},this.maxWidth=void 0,this.maxHeight=void 0,this.paddingTop=void 0,this.paddingBottom=void 0,this.paddingLeft=
void 0,this.paddingRight=void 0,this.axis=void 0,this.labelRotation=void 0,this.min=void 0,this.max=void 0,this._range=void 0,this.ticks=[],this._gridLineItems=
null,this._labelItems=null,this._labelSizes=null,this._length=0,this._maxLength=0,this._longestTextCache={},this._startPixel=void 0,this._endPixel=void 0,this._reversePixels=
!1,this._userMax=void 0,this._userMin=void 0,this._suggestedMax=void 0,this._suggestedMin=void 0,this._ticksLength=0,this._borderValue=0,this._cache={},this._dataLimitsCached=
!1,this.$context=void 0}init(t){this.options=t.setContext(this.getContext()),this.axis=t.axis,this._userMin=this.parse(t.min),this._userMax=this.parse(t.max),this.
_suggestedMin=this.parse(t.suggestedMin),this._suggestedMax=this.parse(t.suggestedMax)}parse(t,e){return t}getUserBounds(){let{_userMin:t,_userMax:e,_suggestedMin:s,
_suggestedMax:n}=this;return t=j(t,Number.POSITIVE_INFINITY),e=j(e,Number.NEGATIVE_INFINITY),s=j(s,Number.POSITIVE_INFINITY),n=j(n,Number.NEGATIVE_INFINITY),{min:j(
t,s),max:j(e,n),minDefined:z(t),maxDefined:z(e)}}getMinMax(t){let{min:e,max:s,minDefined:n,maxDefined:o}=this.getUserBounds(),a;if(n&&o)return{min:e,max:s};let r=this.
getMatchingVisibleMetas();for(let l=0,c=r.length;l<c;++l)a=r[l].controller.getMinMax(this,t),n||(e=Math.min(e,a.min)),o||(s=Math.max(s,a.max));return e=o&&e>s?s:
e,s=n&&e>s?e:s,{min:j(e,j(s,e)),max:j(s,j(e,s))}}getPadding(){return{left:this.paddingLeft||0,top:this.paddingTop||0,right:this.paddingRight||0,bottom:this.paddingBottom||
0}}getTicks(){return this.ticks}getLabels(){let t=this.chart.data;return this.options.labels||(this.isHorizontal()?t.xLabels:t.yLabels)||t.labels||[]}getLabelItems(t=this.
chart.chartArea){return this._labelItems||(this._labelItems=this._computeLabelItems(t))}beforeLayout(){this._cache={},this._dataLimitsCached=!1}beforeUpdate(){R(
this.options.beforeUpdate,[this])}update(t,e,s){let{beginAtZero:n,grace:o,ticks:a}=this.options,r=a.sampleSize;this.beforeUpdate(),this.maxWidth=t,this.maxHeight=
e,this._margins=s=Object.assign({left:0,right:0,top:0,bottom:0},s),this.ticks=null,this._labelSizes=null,this._gridLineItems=null,this._labelItems=null,this.beforeSetDimensions(),
this.setDimensions(),this.afterSetDimensions(),this._maxLength=this.isHorizontal()?this.width+s.left+s.right:this.height+s.top+s.bottom,this._dataLimitsCached||
(this.beforeDataLimits(),this.determineDataLimits(),this.afterDataLimits(),this._range=Ji(this,o,n),this._dataLimitsCached=!0),this.beforeBuildTicks(),this.ticks=
this.buildTicks()||[],this.afterBuildTicks();let l=r<this.ticks.length;this._convertTicksToLabels(l?yn(this.ticks,r):this.ticks),this.configure(),this.beforeCalculateLabelRotation(),
this.calculateLabelRotation(),this.afterCalculateLabelRotation(),a.display&&(a.autoSkip||a.source==="auto")&&(this.ticks=Tr(this,this.ticks),this._labelSizes=null,
this.afterAutoSkip()),l&&this._convertTicksToLabels(this.ticks),this.beforeFit(),this.fit(),this.afterFit(),this.afterUpdate()}configure(){let t=this.options.reverse,
e,s;this.isHorizontal()?(e=this.left,s=this.right):(e=this.top,s=this.bottom,t=!t),this._startPixel=e,this._endPixel=s,this._reversePixels=t,this._length=s-e,this.
_alignToPixels=this.options.alignToPixels}afterUpdate(){R(this.options.afterUpdate,[this])}beforeSetDimensions(){R(this.options.beforeSetDimensions,[this])}setDimensions(){
this.isHorizontal()?(this.width=this.maxWidth,this.left=0,this.right=this.width):(this.height=this.maxHeight,this.top=0,this.bottom=this.height),this.paddingLeft=
0,this.paddingTop=0,this.paddingRight=0,this.paddingBottom=0}afterSetDimensions(){R(this.options.afterSetDimensions,[this])}_callHooks(t){this.chart.notifyPlugins(
t,this.getContext()),R(this.options[t],[this])}beforeDataLimits(){this._callHooks("beforeDataLimits")}determineDataLimits(){}afterDataLimits(){this._callHooks("\
afterDataLimits")}beforeBuildTicks(){this._callHooks("beforeBuildTicks")}buildTicks(){return[]}afterBuildTicks(){this._callHooks("afterBuildTicks")}beforeTickToLabelConversion(){
R(this.options.beforeTickToLabelConversion,[this])}generateTickLabels(t){let e=this.options.ticks,s,n,o;for(s=0,n=t.length;s<n;s++)o=t[s],o.label=R(e.callback,[
o.value,s,t],this)}afterTickToLabelConversion(){R(this.options.afterTickToLabelConversion,[this])}beforeCalculateLabelRotation(){R(this.options.beforeCalculateLabelRotation,
[this])}calculateLabelRotation(){let t=this.options,e=t.ticks,s=_n(this.ticks.length,t.ticks.maxTicksLimit),n=e.minRotation||0,o=e.maxRotation,a=n,r,l,c;if(!this.
_isVisible()||!e.display||n>=o||s<=1||!this.isHorizontal()){this.labelRotation=n;return}let h=this._getLabelSizes(),d=h.widest.width,u=h.highest.height,f=G(this.
chart.width-d,0,this.maxWidth);r=t.offset?this.maxWidth/s:f/(s-1),d+6>r&&(r=f/(s-(t.offset?.5:1)),l=this.maxHeight-De(t.grid)-e.padding-vn(t.title,this.chart.options.
font),c=Math.sqrt(d*d+u*u),a=pe(Math.min(Math.asin(G((h.highest.height+6)/r,-1,1)),Math.asin(G(l/c,-1,1))-Math.asin(G(u/c,-1,1)))),a=Math.max(n,Math.min(o,a))),
this.labelRotation=a}afterCalculateLabelRotation(){R(this.options.afterCalculateLabelRotation,[this])}afterAutoSkip(){}beforeFit(){R(this.options.beforeFit,[this])}fit(){
let t={width:0,height:0},{chart:e,options:{ticks:s,title:n,grid:o}}=this,a=this._isVisible(),r=this.isHorizontal();if(a){let l=vn(n,e.options.font);if(r?(t.width=
this.maxWidth,t.height=De(o)+l):(t.height=this.maxHeight,t.width=De(o)+l),s.display&&this.ticks.length){let{first:c,last:h,widest:d,highest:u}=this._getLabelSizes(),
f=s.padding*2,p=at(this.labelRotation),g=Math.cos(p),m=Math.sin(p);if(r){let b=s.mirror?0:m*d.width+g*u.height;t.height=Math.min(this.maxHeight,t.height+b+f)}else{
let b=s.mirror?0:g*d.width+m*u.height;t.width=Math.min(this.maxWidth,t.width+b+f)}this._calculatePadding(c,h,m,g)}}this._handleMargins(),r?(this.width=this._length=
e.width-this._margins.left-this._margins.right,this.height=t.height):(this.width=t.width,this.height=this._length=e.height-this._margins.top-this._margins.bottom)}_calculatePadding(t,e,s,n){
let{ticks:{align:o,padding:a},position:r}=this.options,l=this.labelRotation!==0,c=r!=="top"&&this.axis==="x";if(this.isHorizontal()){let h=this.getPixelForTick(
0)-this.left,d=this.right-this.getPixelForTick(this.ticks.length-1),u=0,f=0;l?c?(u=n*t.width,f=s*e.height):(u=s*t.height,f=n*e.width):o==="start"?f=e.width:o===
"end"?u=t.width:o!=="inner"&&(u=t.width/2,f=e.width/2),this.paddingLeft=Math.max((u-h+a)*this.width/(this.width-h),0),this.paddingRight=Math.max((f-d+a)*this.width/
(this.width-d),0)}else{let h=e.height/2,d=t.height/2;o==="start"?(h=0,d=t.height):o==="end"&&(h=e.height,d=0),this.paddingTop=h+a,this.paddingBottom=d+a}}_handleMargins(){
this._margins&&(this._margins.left=Math.max(this.paddingLeft,this._margins.left),this._margins.top=Math.max(this.paddingTop,this._margins.top),this._margins.right=
Math.max(this.paddingRight,this._margins.right),this._margins.bottom=Math.max(this.paddingBottom,this._margins.bottom))}afterFit(){R(this.options.afterFit,[this])}isHorizontal(){
let{axis:t,position:e}=this.options;return e==="top"||e==="bottom"||t==="x"}isFullSize(){return this.options.fullSize}_convertTicksToLabels(t){this.beforeTickToLabelConversion(),
this.generateTickLabels(t);let e,s;for(e=0,s=t.length;e<s;e++)O(t[e].label)&&(t.splice(e,1),s--,e--);this.afterTickToLabelConversion()}_getLabelSizes(){let t=this.
_labelSizes;if(!t){let e=this.options.ticks.sampleSize,s=this.ticks;e<s.length&&(s=yn(s,e)),this._labelSizes=t=this._computeLabelSizes(s,s.length,this.options.ticks.
maxTicksLimit)}return t}_computeLabelSizes(t,e,s){let{ctx:n,_longestTextCache:o}=this,a=[],r=[],l=Math.floor(e/_n(e,s)),c=0,h=0,d,u,f,p,g,m,b,x,_,y,v;for(d=0;d<
e;d+=l){if(p=t[d].label,g=this._resolveTickFontOptions(d),n.font=m=g.string,b=o[m]=o[m]||{data:{},gc:[]},x=g.lineHeight,_=y=0,!O(p)&&!T(p))_=Ut(n,b.data,b.gc,_,
p),y=x;else if(T(p))for(u=0,f=p.length;u<f;++u)v=p[u],!O(v)&&!T(v)&&(_=Ut(n,b.data,b.gc,_,v),y+=x);a.push(_),r.push(y),c=Math.max(_,c),h=Math.max(y,h)}Vr(o,e);let w=a.
indexOf(c),M=r.indexOf(h),P=D=>({width:a[D]||0,height:r[D]||0});return{first:P(0),last:P(e-1),widest:P(w),highest:P(M),widths:a,heights:r}}getLabelForValue(t){return t}getPixelForValue(t,e){
return NaN}getValueForPixel(t){}getPixelForTick(t){let e=this.ticks;return t<0||t>e.length-1?null:this.getPixelForValue(e[t].value)}getPixelForDecimal(t){this._reversePixels&&
(t=1-t);let e=this._startPixel+t*this._length;return Hi(this._alignToPixels?ut(this.chart,e,0):e)}getDecimalForPixel(t){let e=(t-this._startPixel)/this._length;
return this._reversePixels?1-e:e}getBasePixel(){return this.getPixelForValue(this.getBaseValue())}getBaseValue(){let{min:t,max:e}=this;return t<0&&e<0?e:t>0&&e>
0?t:0}getContext(t){let e=this.ticks||[];if(t>=0&&t<e.length){let s=e[t];return s.$context||(s.$context=Wr(this.getContext(),t,s))}return this.$context||(this.$context=
Nr(this.chart.getContext(),this))}_tickSize(){let t=this.options.ticks,e=at(this.labelRotation),s=Math.abs(Math.cos(e)),n=Math.abs(Math.sin(e)),o=this._getLabelSizes(),
a=t.autoSkipPadding||0,r=o?o.widest.width+a:0,l=o?o.highest.height+a:0;return this.isHorizontal()?l*s>r*n?r/s:l/n:l*n<r*s?l/s:r/n}_isVisible(){let t=this.options.
display;return t!=="auto"?!!t:this.getMatchingVisibleMetas().length>0}_computeGridLineItems(t){let e=this.axis,s=this.chart,n=this.options,{grid:o,position:a,border:r}=n,
l=o.offset,c=this.isHorizontal(),d=this.ticks.length+(l?1:0),u=De(o),f=[],p=r.setContext(this.getContext()),g=p.display?p.width:0,m=g/2,b=function(W){return ut(
s,W,g)},x,_,y,v,w,M,P,D,L,B,V,it;if(a==="top")x=b(this.bottom),M=this.bottom-u,D=x-m,B=b(t.top)+m,it=t.bottom;else if(a==="bottom")x=b(this.top),B=t.top,it=b(t.
bottom)-m,M=x+m,D=this.top+u;else if(a==="left")x=b(this.right),w=this.right-u,P=x-m,L=b(t.left)+m,V=t.right;else if(a==="right")x=b(this.left),L=t.left,V=b(t.right)-
m,w=x+m,P=this.left+u;else if(e==="x"){if(a==="center")x=b((t.top+t.bottom)/2+.5);else if(S(a)){let W=Object.keys(a)[0],J=a[W];x=b(this.chart.scales[W].getPixelForValue(
J))}B=t.top,it=t.bottom,M=x+m,D=M+u}else if(e==="y"){if(a==="center")x=b((t.left+t.right)/2);else if(S(a)){let W=Object.keys(a)[0],J=a[W];x=b(this.chart.scales[W].
getPixelForValue(J))}w=x-m,P=w-u,L=t.left,V=t.right}let xt=C(n.ticks.maxTicksLimit,d),F=Math.max(1,Math.ceil(d/xt));for(_=0;_<d;_+=F){let W=this.getContext(_),J=o.
setContext(W),Ee=r.setContext(W),Fe=J.lineWidth,jt=J.color,ze=Ee.dash||[],$t=Ee.dashOffset,ae=J.tickWidth,Rt=J.tickColor,re=J.tickBorderDash||[],Lt=J.tickBorderDashOffset;
y=Br(this,_,l),y!==void 0&&(v=ut(s,y,Fe),c?w=P=L=V=v:M=D=B=it=v,f.push({tx1:w,ty1:M,tx2:P,ty2:D,x1:L,y1:B,x2:V,y2:it,width:Fe,color:jt,borderDash:ze,borderDashOffset:$t,
tickWidth:ae,tickColor:Rt,tickBorderDash:re,tickBorderDashOffset:Lt}))}return this._ticksLength=d,this._borderValue=x,f}_computeLabelItems(t){let e=this.axis,s=this.
options,{position:n,ticks:o}=s,a=this.isHorizontal(),r=this.ticks,{align:l,crossAlign:c,padding:h,mirror:d}=o,u=De(s.grid),f=u+h,p=d?-h:f,g=-at(this.labelRotation),
m=[],b,x,_,y,v,w,M,P,D,L,B,V,it="middle";if(n==="top")w=this.bottom-p,M=this._getXAxisLabelAlignment();else if(n==="bottom")w=this.top+p,M=this._getXAxisLabelAlignment();else if(n===
"left"){let F=this._getYAxisLabelAlignment(u);M=F.textAlign,v=F.x}else if(n==="right"){let F=this._getYAxisLabelAlignment(u);M=F.textAlign,v=F.x}else if(e==="x"){
if(n==="center")w=(t.top+t.bottom)/2+f;else if(S(n)){let F=Object.keys(n)[0],W=n[F];w=this.chart.scales[F].getPixelForValue(W)+f}M=this._getXAxisLabelAlignment()}else if(e===
"y"){if(n==="center")v=(t.left+t.right)/2-f;else if(S(n)){let F=Object.keys(n)[0],W=n[F];v=this.chart.scales[F].getPixelForValue(W)}M=this._getYAxisLabelAlignment(
u).textAlign}e==="y"&&(l==="start"?it="top":l==="end"&&(it="bottom"));let xt=this._getLabelSizes();for(b=0,x=r.length;b<x;++b){_=r[b],y=_.label;let F=o.setContext(
this.getContext(b));P=this.getPixelForTick(b)+o.labelOffset,D=this._resolveTickFontOptions(b),L=D.lineHeight,B=T(y)?y.length:1;let W=B/2,J=F.color,Ee=F.textStrokeColor,
Fe=F.textStrokeWidth,jt=M;a?(v=P,M==="inner"&&(b===x-1?jt=this.options.reverse?"left":"right":b===0?jt=this.options.reverse?"right":"left":jt="center"),n==="top"?
c==="near"||g!==0?V=-B*L+L/2:c==="center"?V=-xt.highest.height/2-W*L+L:V=-xt.highest.height+L/2:c==="near"||g!==0?V=L/2:c==="center"?V=xt.highest.height/2-W*L:V=
xt.highest.height-B*L,d&&(V*=-1),g!==0&&!F.showLabelBackdrop&&(v+=L/2*Math.sin(g))):(w=P,V=(1-B)*L/2);let ze;if(F.showLabelBackdrop){let $t=$(F.backdropPadding),
ae=xt.heights[b],Rt=xt.widths[b],re=V-$t.top,Lt=0-$t.left;switch(it){case"middle":re-=ae/2;break;case"bottom":re-=ae;break}switch(M){case"center":Lt-=Rt/2;break;case"\
right":Lt-=Rt;break;case"inner":b===x-1?Lt-=Rt:b>0&&(Lt-=Rt/2);break}ze={left:Lt,top:re,width:Rt+$t.width,height:ae+$t.height,color:F.backdropColor}}m.push({label:y,
font:D,textOffset:V,options:{rotation:g,color:J,strokeColor:Ee,strokeWidth:Fe,textAlign:jt,textBaseline:it,translation:[v,w],backdrop:ze}})}return m}_getXAxisLabelAlignment(){
let{position:t,ticks:e}=this.options;if(-at(this.labelRotation))return t==="top"?"left":"right";let n="center";return e.align==="start"?n="left":e.align==="end"?
n="right":e.align==="inner"&&(n="inner"),n}_getYAxisLabelAlignment(t){let{position:e,ticks:{crossAlign:s,mirror:n,padding:o}}=this.options,a=this._getLabelSizes(),
r=t+o,l=a.widest.width,c,h;return e==="left"?n?(h=this.right+o,s==="near"?c="left":s==="center"?(c="center",h+=l/2):(c="right",h+=l)):(h=this.right-r,s==="near"?
c="right":s==="center"?(c="center",h-=l/2):(c="left",h=this.left)):e==="right"?n?(h=this.left+o,s==="near"?c="right":s==="center"?(c="center",h-=l/2):(c="left",
h-=l)):(h=this.left+r,s==="near"?c="left":s==="center"?(c="center",h+=l/2):(c="right",h=this.right)):c="right",{textAlign:c,x:h}}_computeLabelArea(){if(this.options.
ticks.mirror)return;let t=this.chart,e=this.options.position;if(e==="left"||e==="right")return{top:0,left:this.left,bottom:t.height,right:this.right};if(e==="to\
p"||e==="bottom")return{top:this.top,left:0,bottom:this.bottom,right:t.width}}drawBackground(){let{ctx:t,options:{backgroundColor:e},left:s,top:n,width:o,height:a}=this;
e&&(t.save(),t.fillStyle=e,t.fillRect(s,n,o,a),t.restore())}getLineWidthForValue(t){let e=this.options.grid;if(!this._isVisible()||!e.display)return 0;let n=this.
ticks.findIndex(o=>o.value===t);return n>=0?e.setContext(this.getContext(n)).lineWidth:0}drawGrid(t){let e=this.options.grid,s=this.ctx,n=this._gridLineItems||(this.
_gridLineItems=this._computeGridLineItems(t)),o,a,r=(l,c,h)=>{!h.width||!h.color||(s.save(),s.lineWidth=h.width,s.strokeStyle=h.color,s.setLineDash(h.borderDash||
[]),s.lineDashOffset=h.borderDashOffset,s.beginPath(),s.moveTo(l.x,l.y),s.lineTo(c.x,c.y),s.stroke(),s.restore())};if(e.display)for(o=0,a=n.length;o<a;++o){let l=n[o];
e.drawOnChartArea&&r({x:l.x1,y:l.y1},{x:l.x2,y:l.y2},l),e.drawTicks&&r({x:l.tx1,y:l.ty1},{x:l.tx2,y:l.ty2},{color:l.tickColor,width:l.tickWidth,borderDash:l.tickBorderDash,
borderDashOffset:l.tickBorderDashOffset})}}drawBorder(){let{chart:t,ctx:e,options:{border:s,grid:n}}=this,o=s.setContext(this.getContext()),a=s.display?o.width:
0;if(!a)return;let r=n.setContext(this.getContext(0)).lineWidth,l=this._borderValue,c,h,d,u;this.isHorizontal()?(c=ut(t,this.left,a)-a/2,h=ut(t,this.right,r)+r/
2,d=u=l):(d=ut(t,this.top,a)-a/2,u=ut(t,this.bottom,r)+r/2,c=h=l),e.save(),e.lineWidth=o.width,e.strokeStyle=o.color,e.beginPath(),e.moveTo(c,d),e.lineTo(h,u),e.
stroke(),e.restore()}drawLabels(t){if(!this.options.ticks.display)return;let s=this.ctx,n=this._computeLabelArea();n&&Gt(s,n);let o=this.getLabelItems(t);for(let a of o){
let r=a.options,l=a.font,c=a.label,h=a.textOffset;Jt(s,c,0,h,l,r)}n&&qt(s)}drawTitle(){let{ctx:t,options:{position:e,title:s,reverse:n}}=this;if(!s.display)return;
let o=E(s.font),a=$(s.padding),r=s.align,l=o.lineHeight/2;e==="bottom"||e==="center"||S(e)?(l+=a.bottom,T(s.text)&&(l+=o.lineHeight*(s.text.length-1))):l+=a.top;
let{titleX:c,titleY:h,maxWidth:d,rotation:u}=jr(this,l,e,r);Jt(t,s.text,0,0,o,{color:s.color,maxWidth:d,rotation:u,textAlign:Hr(r,e,n),textBaseline:"middle",translation:[
c,h],strokeColor:s.strokeColor,strokeWidth:s.strokeWidth})}draw(t){this._isVisible()&&(this.drawBackground(),this.drawGrid(t),this.drawBorder(),this.drawTitle(),
this.drawLabels(t))}_layers(){let t=this.options,e=t.ticks&&t.ticks.z||0,s=C(t.grid&&t.grid.z,-1),n=C(t.border&&t.border.z,0);return!this._isVisible()||this.draw!==
i.prototype.draw?[{z:e,draw:o=>{this.draw(o)}}]:[{z:s,draw:o=>{this.drawBackground(),this.drawGrid(o),this.drawTitle()}},{z:n,draw:()=>{this.drawBorder()}},{z:e,
draw:o=>{this.drawLabels(o)}}]}getMatchingVisibleMetas(t){let e=this.chart.getSortedVisibleDatasetMetas(),s=this.axis+"AxisID",n=[],o,a;for(o=0,a=e.length;o<a;++o){
let r=e[o];r[s]===this.id&&(!t||r.type===t)&&n.push(r)}return n}_resolveTickFontOptions(t){let e=this.options.ticks.setContext(this.getContext(t));return E(e.font)}_maxDigits(){
let t=this._resolveTickFontOptions(0).lineHeight;return(this.isHorizontal()?this.width:this.height)/t}},ee=class{constructor(t,e,s){this.type=t,this.scope=e,this.
override=s,this.items=Object.create(null)}isForType(t){return Object.prototype.isPrototypeOf.call(this.type.prototype,t.prototype)}register(t){let e=Object.getPrototypeOf(
t),s;Ur(e)&&(s=this.register(e));let n=this.items,o=t.id,a=this.scope+"."+o;if(!o)throw new Error("class does not have id: "+t);return o in n||(n[o]=t,$r(t,a,s),
this.override&&I.override(t.id,t.overrides)),a}get(t){return this.items[t]}unregister(t){let e=this.items,s=t.id,n=this.scope;s in e&&delete e[s],n&&s in I[n]&&
(delete I[n][s],this.override&&delete Pt[s])}};function $r(i,t,e){let s=Ft(Object.create(null),[e?I.get(e):{},I.get(t),i.defaults]);I.set(t,s),i.defaultRoutes&&
Yr(t,i.defaultRoutes),i.descriptors&&I.describe(t,i.descriptors)}function Yr(i,t){Object.keys(t).forEach(e=>{let s=e.split("."),n=s.pop(),o=[i].concat(s).join("\
."),a=t[e].split("."),r=a.pop(),l=a.join(".");I.route(o,n,l,r)})}function Ur(i){return"id"in i&&"defaults"in i}var _s=class{constructor(){this.controllers=new ee(
bt,"datasets",!0),this.elements=new ee(ct,"elements"),this.plugins=new ee(Object,"plugins"),this.scales=new ee(Ht,"scales"),this._typedRegistries=[this.controllers,
this.scales,this.elements]}add(...t){this._each("register",t)}remove(...t){this._each("unregister",t)}addControllers(...t){this._each("register",t,this.controllers)}addElements(...t){
this._each("register",t,this.elements)}addPlugins(...t){this._each("register",t,this.plugins)}addScales(...t){this._each("register",t,this.scales)}getController(t){
return this._get(t,this.controllers,"controller")}getElement(t){return this._get(t,this.elements,"element")}getPlugin(t){return this._get(t,this.plugins,"plugin")}getScale(t){
return this._get(t,this.scales,"scale")}removeControllers(...t){this._each("unregister",t,this.controllers)}removeElements(...t){this._each("unregister",t,this.
elements)}removePlugins(...t){this._each("unregister",t,this.plugins)}removeScales(...t){this._each("unregister",t,this.scales)}_each(t,e,s){[...e].forEach(n=>{
let o=s||this._getRegistryForType(n);s||o.isForType(n)||o===this.plugins&&n.id?this._exec(t,o,n):A(n,a=>{let r=s||this._getRegistryForType(a);this._exec(t,r,a)})})}_exec(t,e,s){
let n=ge(t);R(s["before"+n],[],s),e[t](s),R(s["after"+n],[],s)}_getRegistryForType(t){for(let e=0;e<this._typedRegistries.length;e++){let s=this._typedRegistries[e];
if(s.isForType(t))return s}return this.plugins}_get(t,e,s){let n=e.get(t);if(n===void 0)throw new Error('"'+t+'" is not a registered '+s+".");return n}},q=new _s,
ys=class{constructor(){this._init=void 0}notify(t,e,s,n){if(e==="beforeInit"&&(this._init=this._createDescriptors(t,!0),this._notify(this._init,t,"install")),this.
_init===void 0)return;let o=n?this._descriptors(t).filter(n):this._descriptors(t),a=this._notify(o,t,e,s);return e==="afterDestroy"&&(this._notify(o,t,"stop"),this.
_notify(this._init,t,"uninstall"),this._init=void 0),a}_notify(t,e,s,n){n=n||{};for(let o of t){let a=o.plugin,r=a[s],l=[e,n,o.options];if(R(r,l,a)===!1&&n.cancelable)
return!1}return!0}invalidate(){O(this._cache)||(this._oldCache=this._cache,this._cache=void 0)}_descriptors(t){if(this._cache)return this._cache;let e=this._cache=
this._createDescriptors(t);return this._notifyStateChanges(t),e}_createDescriptors(t,e){let s=t&&t.config,n=C(s.options&&s.options.plugins,{}),o=Xr(s);return n===
!1&&!e?[]:Gr(t,o,n,e)}_notifyStateChanges(t){let e=this._oldCache||[],s=this._cache,n=(o,a)=>o.filter(r=>!a.some(l=>r.plugin.id===l.plugin.id));this._notify(n(e,
s),t,"stop"),this._notify(n(s,e),t,"start")}};function Xr(i){let t={},e=[],s=Object.keys(q.plugins.items);for(let o=0;o<s.length;o++)e.push(q.getPlugin(s[o]));let n=i.
plugins||[];for(let o=0;o<n.length;o++){let a=n[o];e.indexOf(a)===-1&&(e.push(a),t[a.id]=!0)}return{plugins:e,localIds:t}}function Kr(i,t){return!t&&i===!1?null:
i===!0?{}:i}function Gr(i,{plugins:t,localIds:e},s,n){let o=[],a=i.getContext();for(let r of t){let l=r.id,c=Kr(s[l],n);c!==null&&o.push({plugin:r,options:qr(i.
config,{plugin:r,local:e[l]},c,a)})}return o}function qr(i,{plugin:t,local:e},s,n){let o=i.pluginScopeKeys(t),a=i.getOptionScopes(s,o);return e&&t.defaults&&a.push(
t.defaults),i.createResolver(a,n,[""],{scriptable:!1,indexable:!1,allKeys:!0})}function vs(i,t){let e=I.datasets[i]||{};return((t.datasets||{})[i]||{}).indexAxis||
t.indexAxis||e.indexAxis||"x"}function Jr(i,t){let e=i;return i==="_index_"?e=t:i==="_value_"&&(e=t==="x"?"y":"x"),e}function Zr(i,t){return i===t?"_index_":"_v\
alue_"}function Mn(i){if(i==="x"||i==="y"||i==="r")return i}function Qr(i){if(i==="top"||i==="bottom")return"x";if(i==="left"||i==="right")return"y"}function Ms(i,...t){
if(Mn(i))return i;for(let e of t){let s=e.axis||Qr(e.position)||i.length>1&&Mn(i[0].toLowerCase());if(s)return s}throw new Error(`Cannot determine type of '${i}\
' axis. Please provide 'axis' or 'position' option.`)}function wn(i,t,e){if(e[t+"AxisID"]===i)return{axis:t}}function tl(i,t){if(t.data&&t.data.datasets){let e=t.
data.datasets.filter(s=>s.xAxisID===i||s.yAxisID===i);if(e.length)return wn(i,"x",e[0])||wn(i,"y",e[0])}return{}}function el(i,t){let e=Pt[i.type]||{scales:{}},
s=t.scales||{},n=vs(i.type,t),o=Object.create(null);return Object.keys(s).forEach(a=>{let r=s[a];if(!S(r))return console.error(`Invalid scale configuration for \
scale: ${a}`);if(r._proxy)return console.warn(`Ignoring resolver passed as options for scale: ${a}`);let l=Ms(a,r,tl(a,i),I.scales[r.type]),c=Zr(l,n),h=e.scales||
{};o[a]=zt(Object.create(null),[{axis:l},r,h[l],h[c]])}),i.data.datasets.forEach(a=>{let r=a.type||i.type,l=a.indexAxis||vs(r,t),h=(Pt[r]||{}).scales||{};Object.
keys(h).forEach(d=>{let u=Jr(d,l),f=a[u+"AxisID"]||u;o[f]=o[f]||Object.create(null),zt(o[f],[{axis:u},s[f],h[d]])})}),Object.keys(o).forEach(a=>{let r=o[a];zt(r,
[I.scales[r.type],I.scale])}),o}function Zn(i){let t=i.options||(i.options={});t.plugins=C(t.plugins,{}),t.scales=el(i,t)}function Qn(i){return i=i||{},i.datasets=
i.datasets||[],i.labels=i.labels||[],i}function il(i){return i=i||{},i.data=Qn(i.data),Zn(i),i}var kn=new Map,to=new Set;function fi(i,t){let e=kn.get(i);return e||
(e=t(),kn.set(i,e),to.add(e)),e}var Oe=(i,t,e)=>{let s=kt(t,e);s!==void 0&&i.add(s)},ws=class{constructor(t){this._config=il(t),this._scopeCache=new Map,this._resolverCache=
new Map}get platform(){return this._config.platform}get type(){return this._config.type}set type(t){this._config.type=t}get data(){return this._config.data}set data(t){
this._config.data=Qn(t)}get options(){return this._config.options}set options(t){this._config.options=t}get plugins(){return this._config.plugins}update(){let t=this.
_config;this.clearCache(),Zn(t)}clearCache(){this._scopeCache.clear(),this._resolverCache.clear()}datasetScopeKeys(t){return fi(t,()=>[[`datasets.${t}`,""]])}datasetAnimationScopeKeys(t,e){
return fi(`${t}.transition.${e}`,()=>[[`datasets.${t}.transitions.${e}`,`transitions.${e}`],[`datasets.${t}`,""]])}datasetElementScopeKeys(t,e){return fi(`${t}-${e}`,
()=>[[`datasets.${t}.elements.${e}`,`datasets.${t}`,`elements.${e}`,""]])}pluginScopeKeys(t){let e=t.id,s=this.type;return fi(`${s}-plugin-${e}`,()=>[[`plugins.${e}`,
...t.additionalOptionScopes||[]]])}_cachedScopes(t,e){let s=this._scopeCache,n=s.get(t);return(!n||e)&&(n=new Map,s.set(t,n)),n}getOptionScopes(t,e,s){let{options:n,
type:o}=this,a=this._cachedScopes(t,s),r=a.get(e);if(r)return r;let l=new Set;e.forEach(h=>{t&&(l.add(t),h.forEach(d=>Oe(l,t,d))),h.forEach(d=>Oe(l,n,d)),h.forEach(
d=>Oe(l,Pt[o]||{},d)),h.forEach(d=>Oe(l,I,d)),h.forEach(d=>Oe(l,ii,d))});let c=Array.from(l);return c.length===0&&c.push(Object.create(null)),to.has(e)&&a.set(e,
c),c}chartOptionScopes(){let{options:t,type:e}=this;return[t,Pt[e]||{},I.datasets[e]||{},{type:e},I,ii]}resolveNamedOptions(t,e,s,n=[""]){let o={$shared:!0},{resolver:a,
subPrefixes:r}=Sn(this._resolverCache,t,n),l=a;if(nl(a,e)){o.$shared=!1,s=st(s)?s():s;let c=this.createResolver(t,s,r);l=wt(a,s,c)}for(let c of e)o[c]=l[c];return o}createResolver(t,e,s=[
""],n){let{resolver:o}=Sn(this._resolverCache,t,s);return S(e)?wt(o,e,void 0,n):o}};function Sn(i,t,e){let s=i.get(t);s||(s=new Map,i.set(t,s));let n=e.join(),o=s.
get(n);return o||(o={resolver:ye(t,e),subPrefixes:e.filter(r=>!r.toLowerCase().includes("hover"))},s.set(n,o)),o}var sl=i=>S(i)&&Object.getOwnPropertyNames(i).some(
t=>st(i[t]));function nl(i,t){let{isScriptable:e,isIndexable:s}=ai(i);for(let n of t){let o=e(n),a=s(n),r=(a||o)&&i[n];if(o&&(st(r)||sl(r))||a&&T(r))return!0}return!1}
var ol="4.6.1",al=["top","bottom","left","right","chartArea"];function Pn(i,t){return i==="top"||i==="bottom"||al.indexOf(i)===-1&&t==="x"}function Dn(i,t){return function(e,s){
return e[i]===s[i]?e[t]-s[t]:e[i]-s[i]}}function On(i){let t=i.chart,e=t.options.animation;t.notifyPlugins("afterRender"),R(e&&e.onComplete,[i],t)}function rl(i){
let t=i.chart,e=t.options.animation;R(e&&e.onProgress,[i],t)}function eo(i){return ve()&&typeof i=="string"?i=document.getElementById(i):i&&i.length&&(i=i[0]),i&&
i.canvas&&(i=i.canvas),i}var _i={},Cn=i=>{let t=eo(i);return Object.values(_i).filter(e=>e.canvas===t).pop()};function ll(i,t,e){let s=Object.keys(i);for(let n of s){
let o=+n;if(o>=t){let a=i[n];delete i[n],(e>0||o>t)&&(i[o+e]=a)}}}function cl(i,t,e,s){return!e||i.type==="mouseout"?null:s?t:i}var U=class{static register(...t){
q.add(...t),An()}static unregister(...t){q.remove(...t),An()}constructor(t,e){let s=this.config=new ws(e),n=eo(t),o=Cn(n);if(o)throw new Error("Canvas is alread\
y in use. Chart with ID '"+o.id+"' must be destroyed before the canvas with ID '"+o.canvas.id+"' can be reused.");let a=s.createResolver(s.chartOptionScopes(),this.
getContext());this.platform=new(s.platform||Ar(n)),this.platform.updateConfig(s);let r=this.platform.acquireContext(n,a.aspectRatio),l=r&&r.canvas,c=l&&l.height,
h=l&&l.width;if(this.id=Ii(),this.ctx=r,this.canvas=l,this.width=h,this.height=c,this._options=a,this._aspectRatio=this.aspectRatio,this._layers=[],this._metasets=
[],this._stacks=void 0,this.boxes=[],this.currentDevicePixelRatio=void 0,this.chartArea=void 0,this._active=[],this._lastEvent=void 0,this._listeners={},this._responsiveListeners=
void 0,this._sortedMetasets=[],this.scales={},this._plugins=new ys,this.$proxies={},this._hiddenIndices={},this.attached=!1,this._animationsDisabled=void 0,this.
$context=void 0,this._doResize=Ui(d=>this.update(d),a.resizeDelay||0),this._dataChanges=[],_i[this.id]=this,!r||!l){console.error("Failed to create chart: can't\
 acquire context from the given item");return}pt.listen(this,"complete",On),pt.listen(this,"progress",rl),this._initialize(),this.attached&&this.update()}get aspectRatio(){
let{options:{aspectRatio:t,maintainAspectRatio:e},width:s,height:n,_aspectRatio:o}=this;return O(t)?e&&o?o:n?s/n:null:t}get data(){return this.config.data}set data(t){
this.config.data=t}get options(){return this._options}set options(t){this.config.options=t}get registry(){return q}_initialize(){return this.notifyPlugins("befo\
reInit"),this.options.responsive?this.resize():li(this,this.options.devicePixelRatio),this.bindEvents(),this.notifyPlugins("afterInit"),this}clear(){return si(this.
canvas,this.ctx),this}stop(){return pt.stop(this),this}resize(t,e){pt.running(this)?this._resizeBeforeDraw={width:t,height:e}:this._resize(t,e)}_resize(t,e){let s=this.
options,n=this.canvas,o=s.maintainAspectRatio&&this.aspectRatio,a=this.platform.getMaximumSize(n,t,e,o),r=s.devicePixelRatio||this.platform.getDevicePixelRatio(),
l=this.width?"resize":"attach";this.width=a.width,this.height=a.height,this._aspectRatio=this.aspectRatio,li(this,r,!0)&&(this.notifyPlugins("resize",{size:a}),
R(s.onResize,[this,a],this),this.attached&&this._doResize(l)&&this.render())}ensureScalesHaveIDs(){let e=this.options.scales||{};A(e,(s,n)=>{s.id=n})}buildOrUpdateScales(){
let t=this.options,e=t.scales,s=this.scales,n=Object.keys(s).reduce((a,r)=>(a[r]=!1,a),{}),o=[];e&&(o=o.concat(Object.keys(e).map(a=>{let r=e[a],l=Ms(a,r),c=l===
"r",h=l==="x";return{options:r,dposition:c?"chartArea":h?"bottom":"left",dtype:c?"radialLinear":h?"category":"linear"}}))),A(o,a=>{let r=a.options,l=r.id,c=Ms(l,
r),h=C(r.type,a.dtype);(r.position===void 0||Pn(r.position,c)!==Pn(a.dposition))&&(r.position=a.dposition),n[l]=!0;let d=null;if(l in s&&s[l].type===h)d=s[l];else{
let u=q.getScale(h);d=new u({id:l,type:h,ctx:this.ctx,chart:this}),s[d.id]=d}d.init(r,t)}),A(n,(a,r)=>{a||delete s[r]}),A(s,a=>{di.configure(this,a,a.options),di.
addBox(this,a)})}_updateMetasets(){let t=this._metasets,e=this.data.datasets.length,s=t.length;if(t.sort((n,o)=>n.index-o.index),s>e){for(let n=e;n<s;++n)this._destroyDatasetMeta(
n);t.splice(e,s-e)}this._sortedMetasets=t.slice(0).sort(Dn("order","index"))}_removeUnreferencedMetasets(){let{_metasets:t,data:{datasets:e}}=this;t.length>e.length&&
delete this._stacks,t.forEach((s,n)=>{e.filter(o=>o===s._dataset).length===0&&this._destroyDatasetMeta(n)})}buildOrUpdateControllers(){let t=[],e=this.data.datasets,
s,n;for(this._removeUnreferencedMetasets(),s=0,n=e.length;s<n;s++){let o=e[s],a=this.getDatasetMeta(s),r=o.type||this.config.type;if(a.type&&a.type!==r&&(this._destroyDatasetMeta(
s),a=this.getDatasetMeta(s)),a.type=r,a.indexAxis=o.indexAxis||vs(r,this.options),a.order=o.order||0,a.index=s,a.label=""+o.label,a.visible=this.isDatasetVisible(
s),a.controller)a.controller.updateIndex(s),a.controller.linkScales();else{let l=q.getController(r),{datasetElementType:c,dataElementType:h}=I.datasets[r];Object.
assign(l,{dataElementType:q.getElement(h),datasetElementType:c&&q.getElement(c)}),a.controller=new l(this,s),t.push(a.controller)}}return this._updateMetasets(),
t}_resetElements(){A(this.data.datasets,(t,e)=>{this.getDatasetMeta(e).controller.reset()},this)}reset(){this._resetElements(),this.notifyPlugins("reset")}update(t){
let e=this.config;e.update();let s=this._options=e.createResolver(e.chartOptionScopes(),this.getContext()),n=this._animationsDisabled=!s.animation;if(this._updateScales(),
this._checkEventBindings(),this._updateHiddenIndices(),this._plugins.invalidate(),this.notifyPlugins("beforeUpdate",{mode:t,cancelable:!0})===!1)return;let o=this.
buildOrUpdateControllers();this.notifyPlugins("beforeElementsUpdate");let a=0;for(let c=0,h=this.data.datasets.length;c<h;c++){let{controller:d}=this.getDatasetMeta(
c),u=!n&&o.indexOf(d)===-1;d.buildOrUpdateElements(u),a=Math.max(+d.getMaxOverflow(),a)}a=this._minPadding=s.layout.autoPadding?a:0,this._updateLayout(a),n||A(o,
c=>{c.reset()}),this._updateDatasets(t),this.notifyPlugins("afterUpdate",{mode:t}),this._layers.sort(Dn("z","_idx"));let{_active:r,_lastEvent:l}=this;l?this._eventHandler(
l,!0):r.length&&this._updateHoverStyles(r,r,!0),this.render()}_updateScales(){A(this.scales,t=>{di.removeBox(this,t)}),this.ensureScalesHaveIDs(),this.buildOrUpdateScales()}_checkEventBindings(){
let t=this.options,e=new Set(Object.keys(this._listeners)),s=new Set(t.events);(!Ye(e,s)||!!this._responsiveListeners!==t.responsive)&&(this.unbindEvents(),this.
bindEvents())}_updateHiddenIndices(){let{_hiddenIndices:t}=this,e=this._getUniformDataChanges()||[];for(let{method:s,start:n,count:o}of e){let a=s==="_removeEle\
ments"?-o:o;ll(t,n,a)}}_getUniformDataChanges(){let t=this._dataChanges;if(!t||!t.length)return;this._dataChanges=[];let e=this.data.datasets.length,s=o=>new Set(
t.filter(a=>a[0]===o).map((a,r)=>r+","+a.splice(1).join(","))),n=s(0);for(let o=1;o<e;o++)if(!Ye(n,s(o)))return;return Array.from(n).map(o=>o.split(",")).map(o=>({
method:o[1],start:+o[2],count:+o[3]}))}_updateLayout(t){if(this.notifyPlugins("beforeLayout",{cancelable:!0})===!1)return;di.update(this,this.width,this.height,
t);let e=this.chartArea,s=e.width<=0||e.height<=0;this._layers=[],A(this.boxes,n=>{s&&n.position==="chartArea"||(n.configure&&n.configure(),this._layers.push(...n.
_layers()))},this),this._layers.forEach((n,o)=>{n._idx=o}),this.notifyPlugins("afterLayout")}_updateDatasets(t){if(this.notifyPlugins("beforeDatasetsUpdate",{mode:t,
cancelable:!0})!==!1){for(let e=0,s=this.data.datasets.length;e<s;++e)this.getDatasetMeta(e).controller.configure();for(let e=0,s=this.data.datasets.length;e<s;++e)
this._updateDataset(e,st(t)?t({datasetIndex:e}):t);this.notifyPlugins("afterDatasetsUpdate",{mode:t})}}_updateDataset(t,e){let s=this.getDatasetMeta(t),n={meta:s,
index:t,mode:e,cancelable:!0};this.notifyPlugins("beforeDatasetUpdate",n)!==!1&&(s.controller._update(e),n.cancelable=!1,this.notifyPlugins("afterDatasetUpdate",
n))}render(){this.notifyPlugins("beforeRender",{cancelable:!0})!==!1&&(pt.has(this)?this.attached&&!pt.running(this)&&pt.start(this):(this.draw(),On({chart:this})))}draw(){
let t;if(this._resizeBeforeDraw){let{width:s,height:n}=this._resizeBeforeDraw;this._resizeBeforeDraw=null,this._resize(s,n)}if(this.clear(),this.width<=0||this.
height<=0||this.notifyPlugins("beforeDraw",{cancelable:!0})===!1)return;let e=this._layers;for(t=0;t<e.length&&e[t].z<=0;++t)e[t].draw(this.chartArea);for(this.
_drawDatasets();t<e.length;++t)e[t].draw(this.chartArea);this.notifyPlugins("afterDraw")}_getSortedDatasetMetas(t){let e=this._sortedMetasets,s=[],n,o;for(n=0,o=
e.length;n<o;++n){let a=e[n];(!t||a.visible)&&s.push(a)}return s}getSortedVisibleDatasetMetas(){return this._getSortedDatasetMetas(!0)}_drawDatasets(){if(this.notifyPlugins(
"beforeDatasetsDraw",{cancelable:!0})===!1)return;let t=this.getSortedVisibleDatasetMetas();for(let e=t.length-1;e>=0;--e)this._drawDataset(t[e]);this.notifyPlugins(
"afterDatasetsDraw")}_drawDataset(t){let e=this.ctx,s={meta:t,index:t.index,cancelable:!0},n=ns(this,t);this.notifyPlugins("beforeDatasetDraw",s)!==!1&&(n&&Gt(e,
n),t.controller.draw(),n&&qt(e),s.cancelable=!1,this.notifyPlugins("afterDatasetDraw",s))}isPointInArea(t){return Dt(t,this.chartArea,this._minPadding)}getElementsAtEventForMode(t,e,s,n){
let o=dr.modes[e];return typeof o=="function"?o(this,t,s,n):[]}getDatasetMeta(t){let e=this.data.datasets[t],s=this._metasets,n=s.filter(o=>o&&o._dataset===e).pop();
return n||(n={type:null,data:[],dataset:null,controller:null,hidden:null,xAxisID:null,yAxisID:null,order:e&&e.order||0,index:t,_dataset:e,_parsed:[],_sorted:!1},
s.push(n)),n}getContext(){return this.$context||(this.$context=ft(null,{chart:this,type:"chart"}))}getVisibleDatasetCount(){return this.getSortedVisibleDatasetMetas().
length}isDatasetVisible(t){let e=this.data.datasets[t];if(!e)return!1;let s=this.getDatasetMeta(t);return typeof s.hidden=="boolean"?!s.hidden:!e.hidden}setDatasetVisibility(t,e){
let s=this.getDatasetMeta(t);s.hidden=!e}toggleDataVisibility(t){this._hiddenIndices[t]=!this._hiddenIndices[t]}getDataVisibility(t){return!this._hiddenIndices[t]}_updateVisibility(t,e,s){
let n=s?"show":"hide",o=this.getDatasetMeta(t),a=o.controller._resolveAnimations(void 0,n);dt(e)?(o.data[e].hidden=!s,this.update()):(this.setDatasetVisibility(
t,s),a.update(o,{visible:s}),this.update(r=>r.datasetIndex===t?n:void 0))}hide(t,e){this._updateVisibility(t,e,!1)}show(t,e){this._updateVisibility(t,e,!0)}_destroyDatasetMeta(t){
let e=this._metasets[t];e&&e.controller&&e.controller._destroy(),delete this._metasets[t]}_stop(){let t,e;for(this.stop(),pt.remove(this),t=0,e=this.data.datasets.
length;t<e;++t)this._destroyDatasetMeta(t)}destroy(){this.notifyPlugins("beforeDestroy");let{canvas:t,ctx:e}=this;this._stop(),this.config.clearCache(),t&&(this.
unbindEvents(),si(t,e),this.platform.releaseContext(e),this.canvas=null,this.ctx=null),delete _i[this.id],this.notifyPlugins("afterDestroy")}toBase64Image(...t){
return this.canvas.toDataURL(...t)}bindEvents(){this.bindUserEvents(),this.options.responsive?this.bindResponsiveEvents():this.attached=!0}bindUserEvents(){let t=this.
_listeners,e=this.platform,s=(o,a)=>{e.addEventListener(this,o,a),t[o]=a},n=(o,a,r)=>{o.offsetX=a,o.offsetY=r,this._eventHandler(o)};A(this.options.events,o=>s(
o,n))}bindResponsiveEvents(){this._responsiveListeners||(this._responsiveListeners={});let t=this._responsiveListeners,e=this.platform,s=(l,c)=>{e.addEventListener(
this,l,c),t[l]=c},n=(l,c)=>{t[l]&&(e.removeEventListener(this,l,c),delete t[l])},o=(l,c)=>{this.canvas&&this.resize(l,c)},a,r=()=>{n("attach",r),this.attached=!0,
this.resize(),s("resize",o),s("detach",a)};a=()=>{this.attached=!1,n("resize",o),this._stop(),this._resize(0,0),s("attach",r)},e.isAttached(this.canvas)?r():a()}unbindEvents(){
A(this._listeners,(t,e)=>{this.platform.removeEventListener(this,e,t)}),this._listeners={},A(this._responsiveListeners,(t,e)=>{this.platform.removeEventListener(
this,e,t)}),this._responsiveListeners=void 0}updateHoverStyle(t,e,s){let n=s?"set":"remove",o,a,r,l;for(e==="dataset"&&(o=this.getDatasetMeta(t[0].datasetIndex),
o.controller["_"+n+"DatasetHoverStyle"]()),r=0,l=t.length;r<l;++r){a=t[r];let c=a&&this.getDatasetMeta(a.datasetIndex).controller;c&&c[n+"HoverStyle"](a.element,
a.datasetIndex,a.index)}}getActiveElements(){return this._active||[]}setActiveElements(t){let e=this._active||[],s=t.map(({datasetIndex:o,index:a})=>{let r=this.
getDatasetMeta(o);if(!r)throw new Error("No dataset found at index "+o);return{datasetIndex:o,element:r.data[a],index:a}});!Xt(s,e)&&(this._active=s,this._lastEvent=
null,this._updateHoverStyles(s,e))}notifyPlugins(t,e,s){return this._plugins.notify(this,t,e,s)}isPluginEnabled(t){return this._plugins._cache.filter(e=>e.plugin.
id===t).length===1}_updateHoverStyles(t,e,s){let n=this.options.hover,o=(l,c)=>l.filter(h=>!c.some(d=>h.datasetIndex===d.datasetIndex&&h.index===d.index)),a=o(e,
t),r=s?t:o(t,e);a.length&&this.updateHoverStyle(a,n.mode,!1),r.length&&n.mode&&this.updateHoverStyle(r,n.mode,!0)}_eventHandler(t,e){let s={event:t,replay:e,cancelable:!0,
inChartArea:this.isPointInArea(t)},n=a=>(a.options.events||this.options.events).includes(t.native.type);if(this.notifyPlugins("beforeEvent",s,n)===!1)return;let o=this.
_handleEvent(t,e,s.inChartArea);return s.cancelable=!1,this.notifyPlugins("afterEvent",s,n),(o||s.changed)&&this.render(),this}_handleEvent(t,e,s){let{_active:n=[],
options:o}=this,a=e,r=this._getActiveElements(t,n,s,a),l=Fi(t),c=cl(t,this._lastEvent,s,l);s&&(this._lastEvent=null,R(o.onHover,[t,r,this],this),l&&R(o.onClick,
[t,r,this],this));let h=!Xt(r,n);return(h||e)&&(this._active=r,this._updateHoverStyles(r,n,e)),this._lastEvent=c,h}_getActiveElements(t,e,s,n){if(t.type==="mous\
eout")return[];if(!s)return e;let o=this.options.hover;return this.getElementsAtEventForMode(t,o.mode,o,n)}};k(U,"defaults",I),k(U,"instances",_i),k(U,"override\
s",Pt),k(U,"registry",q),k(U,"version",ol),k(U,"getChart",Cn);function An(){return A(U.instances,i=>i._plugins.invalidate())}function io(i,t){let{x:e,y:s,base:n,width:o,height:a}=i.getProps(["x","y","base","width","height"],t),r,l,c,h,d;return i.horizontal?(d=a/2,r=Math.min(e,n),l=Math.
max(e,n),c=s-d,h=s+d):(d=o/2,r=e-d,l=e+d,c=Math.min(s,n),h=Math.max(s,n)),{left:r,top:c,right:l,bottom:h}}function Ct(i,t,e,s){return i?0:G(t,e,s)}function hl(i,t,e){
let s=i.options.borderWidth,n=i.borderSkipped,o=Zt(s);return{t:Ct(n.top,o.top,0,e),r:Ct(n.right,o.right,0,t),b:Ct(n.bottom,o.bottom,0,e),l:Ct(n.left,o.left,0,t)}}
function dl(i,t,e){let{enableBorderRadius:s}=i.getProps(["enableBorderRadius"]),n=i.options.borderRadius,o=rt(n),a=Math.min(t,e),r=i.borderSkipped,l=s||S(n);return{
topLeft:Ct(!l||r.top||r.left,o.topLeft,0,a),topRight:Ct(!l||r.top||r.right,o.topRight,0,a),bottomLeft:Ct(!l||r.bottom||r.left,o.bottomLeft,0,a),bottomRight:Ct(!l||
r.bottom||r.right,o.bottomRight,0,a)}}function ul(i){let t=io(i),e=t.right-t.left,s=t.bottom-t.top,n=hl(i,e/2,s/2),o=dl(i,e/2,s/2);return{outer:{x:t.left,y:t.top,
w:e,h:s,radius:o},inner:{x:t.left+n.l,y:t.top+n.t,w:e-n.l-n.r,h:s-n.t-n.b,radius:{topLeft:Math.max(0,o.topLeft-Math.max(n.t,n.l)),topRight:Math.max(0,o.topRight-
Math.max(n.t,n.r)),bottomLeft:Math.max(0,o.bottomLeft-Math.max(n.b,n.l)),bottomRight:Math.max(0,o.bottomRight-Math.max(n.b,n.r))}}}}function us(i,t,e,s){let n=t===
null,o=e===null,r=i&&!(n&&o)&&io(i,s);return r&&(n||Ge(t,r.left,r.right))&&(o||Ge(e,r.top,r.bottom))}function fl(i){return i.topLeft||i.topRight||i.bottomLeft||
i.bottomRight}function gl(i,t){i.rect(t.x,t.y,t.w,t.h)}function fs(i,t,e={}){let s=i.x!==e.x?-t:0,n=i.y!==e.y?-t:0,o=(i.x+i.w!==e.x+e.w?t:0)-s,a=(i.y+i.h!==e.y+
e.h?t:0)-n;return{x:i.x+s,y:i.y+n,w:i.w+o,h:i.h+a,radius:i.radius}}var Wt=class extends ct{constructor(t){super(),this.options=void 0,this.horizontal=void 0,this.
base=void 0,this.width=void 0,this.height=void 0,this.inflateAmount=void 0,t&&Object.assign(this,t)}draw(t){let{inflateAmount:e,options:{borderColor:s,backgroundColor:n}}=this,
{inner:o,outer:a}=ul(this),r=fl(a.radius)?Ot:gl;t.save(),(a.w!==o.w||a.h!==o.h)&&(t.beginPath(),r(t,fs(a,e,o)),t.clip(),r(t,fs(o,-e,a)),t.fillStyle=s,t.fill("ev\
enodd")),t.beginPath(),r(t,fs(o,e)),t.fillStyle=n,t.fill(),t.restore()}inRange(t,e,s){return us(this,t,e,s)}inXRange(t,e){return us(this,t,null,e)}inYRange(t,e){
return us(this,null,t,e)}getCenterPoint(t){let{x:e,y:s,base:n,horizontal:o}=this.getProps(["x","y","base","horizontal"],t);return{x:o?(e+n)/2:e,y:o?s:(s+n)/2}}getRange(t){
return t==="x"?this.width/2:this.height/2}};k(Wt,"id","bar"),k(Wt,"defaults",{borderSkipped:"start",borderWidth:0,borderRadius:0,inflateAmount:"auto",pointStyle:void 0}),
k(Wt,"defaultRoutes",{backgroundColor:"backgroundColor",borderColor:"borderColor"});var Ae={average(i){if(!i.length)return!1;let t,e,s=new Set,n=0,o=0;for(t=0,e=i.length;t<e;++t){let r=i[t].element;if(r&&r.hasValue()){let l=r.tooltipPosition();
s.add(l.x),n+=l.y,++o}}return o===0||s.size===0?!1:{x:[...s].reduce((r,l)=>r+l)/s.size,y:n/o}},nearest(i,t){if(!i.length)return!1;let e=t.x,s=t.y,n=Number.POSITIVE_INFINITY,
o,a,r;for(o=0,a=i.length;o<a;++o){let l=i[o].element;if(l&&l.hasValue()){let c=l.getCenterPoint(),h=Ni(t,c);h<n&&(n=h,r=l)}}if(r){let l=r.tooltipPosition();e=l.
x,s=l.y}return{x:e,y:s}}};function lt(i,t){return t&&(T(t)?Array.prototype.push.apply(i,t):i.push(t)),i}function mt(i){return(typeof i=="string"||i instanceof String)&&
i.indexOf(`
`)>-1?i.split(`
`):i}function pl(i,t){let{element:e,datasetIndex:s,index:n}=t,o=i.getDatasetMeta(s).controller,{label:a,value:r}=o.getLabelAndValue(n);return{chart:i,label:a,parsed:o.
getParsed(n),raw:i.data.datasets[s].data[n],formattedValue:r,dataset:o.getDataset(),dataIndex:n,datasetIndex:s,element:e}}function Tn(i,t){let e=i.chart.ctx,{body:s,
footer:n,title:o}=i,{boxWidth:a,boxHeight:r}=t,l=E(t.bodyFont),c=E(t.titleFont),h=E(t.footerFont),d=o.length,u=n.length,f=s.length,p=$(t.padding),g=p.height,m=0,
b=s.reduce((y,v)=>y+v.before.length+v.lines.length+v.after.length,0);if(b+=i.beforeBody.length+i.afterBody.length,d&&(g+=d*c.lineHeight+(d-1)*t.titleSpacing+t.titleMarginBottom),
b){let y=t.displayColors?Math.max(r,l.lineHeight):l.lineHeight;g+=f*y+(b-f)*l.lineHeight+(b-1)*t.bodySpacing}u&&(g+=t.footerMarginTop+u*h.lineHeight+(u-1)*t.footerSpacing);
let x=0,_=function(y){m=Math.max(m,e.measureText(y).width+x)};return e.save(),e.font=c.string,A(i.title,_),e.font=l.string,A(i.beforeBody.concat(i.afterBody),_),
x=t.displayColors?a+2+t.boxPadding:0,A(s,y=>{A(y.before,_),A(y.lines,_),A(y.after,_)}),x=0,e.font=h.string,A(i.footer,_),e.restore(),m+=p.width,{width:m,height:g}}
function ml(i,t){let{y:e,height:s}=t;return e<s/2?"top":e>i.height-s/2?"bottom":"center"}function bl(i,t,e,s){let{x:n,width:o}=s,a=e.caretSize+e.caretPadding;if(i===
"left"&&n+o+a>t.width||i==="right"&&n-o-a<0)return!0}function xl(i,t,e,s){let{x:n,width:o}=e,{width:a,chartArea:{left:r,right:l}}=i,c="center";return s==="cente\
r"?c=n<=(r+l)/2?"left":"right":n<=o/2?c="left":n>=a-o/2&&(c="right"),bl(c,i,t,e)&&(c="center"),c}function Rn(i,t,e){let s=e.yAlign||t.yAlign||ml(i,e);return{xAlign:e.
xAlign||t.xAlign||xl(i,t,e,s),yAlign:s}}function _l(i,t){let{x:e,width:s}=i;return t==="right"?e-=s:t==="center"&&(e-=s/2),e}function yl(i,t,e){let{y:s,height:n}=i;
return t==="top"?s+=e:t==="bottom"?s-=n+e:s-=n/2,s}function Ln(i,t,e,s){let{caretSize:n,caretPadding:o,cornerRadius:a}=i,{xAlign:r,yAlign:l}=e,c=n+o,{topLeft:h,
topRight:d,bottomLeft:u,bottomRight:f}=rt(a),p=_l(t,r),g=yl(t,l,c);return l==="center"?r==="left"?p+=c:r==="right"&&(p-=c):r==="left"?p-=Math.max(h,u)+n:r==="ri\
ght"&&(p+=Math.max(d,f)+n),{x:G(p,0,s.width-t.width),y:G(g,0,s.height-t.height)}}function gi(i,t,e){let s=$(e.padding);return t==="center"?i.x+i.width/2:t==="ri\
ght"?i.x+i.width-s.right:i.x+s.left}function In(i){return lt([],mt(i))}function vl(i,t,e){return ft(i,{tooltip:t,tooltipItems:e,type:"tooltip"})}function En(i,t){
let e=t&&t.dataset&&t.dataset.tooltip&&t.dataset.tooltip.callbacks;return e?i.override(e):i}var so={beforeTitle:et,title(i){if(i.length>0){let t=i[0],e=t.chart.
data.labels,s=e?e.length:0;if(this&&this.options&&this.options.mode==="dataset")return t.dataset.label||"";if(t.label)return t.label;if(s>0&&t.dataIndex<s)return e[t.
dataIndex]}return""},afterTitle:et,beforeBody:et,beforeLabel:et,label(i){if(this&&this.options&&this.options.mode==="dataset")return i.label+": "+i.formattedValue||
i.formattedValue;let t=i.dataset.label||"";t&&(t+=": ");let e=i.formattedValue;return O(e)||(t+=e),t},labelColor(i){let e=i.chart.getDatasetMeta(i.datasetIndex).
controller.getStyle(i.dataIndex);return{borderColor:e.borderColor,backgroundColor:e.backgroundColor,borderWidth:e.borderWidth,borderDash:e.borderDash,borderDashOffset:e.
borderDashOffset,borderRadius:0}},labelTextColor(){return this.options.bodyColor},labelPointStyle(i){let e=i.chart.getDatasetMeta(i.datasetIndex).controller.getStyle(
i.dataIndex);return{pointStyle:e.pointStyle,rotation:e.rotation}},afterLabel:et,afterBody:et,beforeFooter:et,footer:et,afterFooter:et};function Y(i,t,e,s){let n=i[t].
call(e,s);return typeof n>"u"?so[t].call(e,s):n}var Te=class extends ct{constructor(t){super(),this.opacity=0,this._active=[],this._eventPosition=void 0,this._size=
void 0,this._cachedAnimations=void 0,this._tooltipItems=[],this.$animations=void 0,this.$context=void 0,this.chart=t.chart,this.options=t.options,this.dataPoints=
void 0,this.title=void 0,this.beforeBody=void 0,this.body=void 0,this.afterBody=void 0,this.footer=void 0,this.xAlign=void 0,this.yAlign=void 0,this.x=void 0,this.
y=void 0,this.height=void 0,this.width=void 0,this.caretX=void 0,this.caretY=void 0,this.labelColors=void 0,this.labelPointStyles=void 0,this.labelTextColors=void 0}initialize(t){
this.options=t,this._cachedAnimations=void 0,this.$context=void 0}_resolveAnimations(){let t=this._cachedAnimations;if(t)return t;let e=this.chart,s=this.options.
setContext(this.getContext()),n=s.enabled&&e.options.animation&&s.animations,o=new yi(this.chart,n);return n._cacheable&&(this._cachedAnimations=Object.freeze(o)),
o}getContext(){return this.$context||(this.$context=vl(this.chart.getContext(),this,this._tooltipItems))}getTitle(t,e){let{callbacks:s}=e,n=Y(s,"beforeTitle",this,
t),o=Y(s,"title",this,t),a=Y(s,"afterTitle",this,t),r=[];return r=lt(r,mt(n)),r=lt(r,mt(o)),r=lt(r,mt(a)),r}getBeforeBody(t,e){return In(Y(e.callbacks,"beforeBo\
dy",this,t))}getBody(t,e){let{callbacks:s}=e,n=[];return A(t,o=>{let a={before:[],lines:[],after:[]},r=En(s,o);lt(a.before,mt(Y(r,"beforeLabel",this,o))),lt(a.lines,
Y(r,"label",this,o)),lt(a.after,mt(Y(r,"afterLabel",this,o))),n.push(a)}),n}getAfterBody(t,e){return In(Y(e.callbacks,"afterBody",this,t))}getFooter(t,e){let{callbacks:s}=e,
n=Y(s,"beforeFooter",this,t),o=Y(s,"footer",this,t),a=Y(s,"afterFooter",this,t),r=[];return r=lt(r,mt(n)),r=lt(r,mt(o)),r=lt(r,mt(a)),r}_createItems(t){let e=this.
_active,s=this.chart.data,n=[],o=[],a=[],r=[],l,c;for(l=0,c=e.length;l<c;++l)r.push(pl(this.chart,e[l]));return t.filter&&(r=r.filter((h,d,u)=>t.filter(h,d,u,s))),
t.itemSort&&(r=r.sort((h,d)=>t.itemSort(h,d,s))),A(r,h=>{let d=En(t.callbacks,h);n.push(Y(d,"labelColor",this,h)),o.push(Y(d,"labelPointStyle",this,h)),a.push(Y(
d,"labelTextColor",this,h))}),this.labelColors=n,this.labelPointStyles=o,this.labelTextColors=a,this.dataPoints=r,r}update(t,e){let s=this.options.setContext(this.
getContext()),n=this._active,o,a=[];if(!n.length)this.opacity!==0&&(o={opacity:0});else{let r=Ae[s.position].call(this,n,this._eventPosition);a=this._createItems(
s),this.title=this.getTitle(a,s),this.beforeBody=this.getBeforeBody(a,s),this.body=this.getBody(a,s),this.afterBody=this.getAfterBody(a,s),this.footer=this.getFooter(
a,s);let l=this._size=Tn(this,s),c=Object.assign({},r,l),h=Rn(this.chart,s,c),d=Ln(s,c,h,this.chart);this.xAlign=h.xAlign,this.yAlign=h.yAlign,o={opacity:1,x:d.
x,y:d.y,width:l.width,height:l.height,caretX:r.x,caretY:r.y}}this._tooltipItems=a,this.$context=void 0,o&&this._resolveAnimations().update(this,o),t&&s.external&&
s.external.call(this,{chart:this.chart,tooltip:this,replay:e})}drawCaret(t,e,s,n){let o=this.getCaretPosition(t,s,n);e.lineTo(o.x1,o.y1),e.lineTo(o.x2,o.y2),e.lineTo(
o.x3,o.y3)}getCaretPosition(t,e,s){let{xAlign:n,yAlign:o}=this,{caretSize:a,cornerRadius:r}=s,{topLeft:l,topRight:c,bottomLeft:h,bottomRight:d}=rt(r),{x:u,y:f}=t,
{width:p,height:g}=e,m,b,x,_,y,v;return o==="center"?(y=f+g/2,n==="left"?(m=u,b=m-a,_=y+a,v=y-a):(m=u+p,b=m+a,_=y-a,v=y+a),x=m):(n==="left"?b=u+Math.max(l,h)+a:
n==="right"?b=u+p-Math.max(c,d)-a:b=this.caretX,o==="top"?(_=f,y=_-a,m=b-a,x=b+a):(_=f+g,y=_+a,m=b+a,x=b-a),v=_),{x1:m,x2:b,x3:x,y1:_,y2:y,y3:v}}drawTitle(t,e,s){
let n=this.title,o=n.length,a,r,l;if(o){let c=we(s.rtl,this.x,this.width);for(t.x=gi(this,s.titleAlign,s),e.textAlign=c.textAlign(s.titleAlign),e.textBaseline="\
middle",a=E(s.titleFont),r=s.titleSpacing,e.fillStyle=s.titleColor,e.font=a.string,l=0;l<o;++l)e.fillText(n[l],c.x(t.x),t.y+a.lineHeight/2),t.y+=a.lineHeight+r,
l+1===o&&(t.y+=s.titleMarginBottom-r)}}_drawColorBox(t,e,s,n,o){let a=this.labelColors[s],r=this.labelPointStyles[s],{boxHeight:l,boxWidth:c}=o,h=E(o.bodyFont),
d=gi(this,"left",o),u=n.x(d),f=l<h.lineHeight?(h.lineHeight-l)/2:0,p=e.y+f;if(o.usePointStyle){let g={radius:Math.min(c,l)/2,pointStyle:r.pointStyle,rotation:r.
rotation,borderWidth:1},m=n.leftForLtr(u,c)+c/2,b=p+l/2;t.strokeStyle=o.multiKeyBackground,t.fillStyle=o.multiKeyBackground,ni(t,g,m,b),t.strokeStyle=a.borderColor,
t.fillStyle=a.backgroundColor,ni(t,g,m,b)}else{t.lineWidth=S(a.borderWidth)?Math.max(...Object.values(a.borderWidth)):a.borderWidth||1,t.strokeStyle=a.borderColor,
t.setLineDash(a.borderDash||[]),t.lineDashOffset=a.borderDashOffset||0;let g=n.leftForLtr(u,c),m=n.leftForLtr(n.xPlus(u,1),c-2),b=rt(a.borderRadius);Object.values(
b).some(x=>x!==0)?(t.beginPath(),t.fillStyle=o.multiKeyBackground,Ot(t,{x:g,y:p,w:c,h:l,radius:b}),t.fill(),t.stroke(),t.fillStyle=a.backgroundColor,t.beginPath(),
Ot(t,{x:m,y:p+1,w:c-2,h:l-2,radius:b}),t.fill()):(t.fillStyle=o.multiKeyBackground,t.fillRect(g,p,c,l),t.strokeRect(g,p,c,l),t.fillStyle=a.backgroundColor,t.fillRect(
m,p+1,c-2,l-2))}t.fillStyle=this.labelTextColors[s]}drawBody(t,e,s){let{body:n}=this,{bodySpacing:o,bodyAlign:a,displayColors:r,boxHeight:l,boxWidth:c,boxPadding:h}=s,
d=E(s.bodyFont),u=d.lineHeight,f=0,p=we(s.rtl,this.x,this.width),g=function(P){e.fillText(P,p.x(t.x+f),t.y+u/2),t.y+=u+o},m=p.textAlign(a),b,x,_,y,v,w,M;for(e.textAlign=
a,e.textBaseline="middle",e.font=d.string,t.x=gi(this,m,s),e.fillStyle=s.bodyColor,A(this.beforeBody,g),f=r&&m!=="right"?a==="center"?c/2+h:c+2+h:0,y=0,w=n.length;y<
w;++y){for(b=n[y],x=this.labelTextColors[y],e.fillStyle=x,A(b.before,g),_=b.lines,r&&_.length&&(this._drawColorBox(e,t,y,p,s),u=Math.max(d.lineHeight,l)),v=0,M=
_.length;v<M;++v)g(_[v]),u=d.lineHeight;A(b.after,g)}f=0,u=d.lineHeight,A(this.afterBody,g),t.y-=o}drawFooter(t,e,s){let n=this.footer,o=n.length,a,r;if(o){let l=we(
s.rtl,this.x,this.width);for(t.x=gi(this,s.footerAlign,s),t.y+=s.footerMarginTop,e.textAlign=l.textAlign(s.footerAlign),e.textBaseline="middle",a=E(s.footerFont),
e.fillStyle=s.footerColor,e.font=a.string,r=0;r<o;++r)e.fillText(n[r],l.x(t.x),t.y+a.lineHeight/2),t.y+=a.lineHeight+s.footerSpacing}}drawBackground(t,e,s,n){let{
xAlign:o,yAlign:a}=this,{x:r,y:l}=t,{width:c,height:h}=s,{topLeft:d,topRight:u,bottomLeft:f,bottomRight:p}=rt(n.cornerRadius);e.fillStyle=n.backgroundColor,e.strokeStyle=
n.borderColor,e.lineWidth=n.borderWidth,e.beginPath(),e.moveTo(r+d,l),a==="top"&&this.drawCaret(t,e,s,n),e.lineTo(r+c-u,l),e.quadraticCurveTo(r+c,l,r+c,l+u),a===
"center"&&o==="right"&&this.drawCaret(t,e,s,n),e.lineTo(r+c,l+h-p),e.quadraticCurveTo(r+c,l+h,r+c-p,l+h),a==="bottom"&&this.drawCaret(t,e,s,n),e.lineTo(r+f,l+h),
e.quadraticCurveTo(r,l+h,r,l+h-f),a==="center"&&o==="left"&&this.drawCaret(t,e,s,n),e.lineTo(r,l+d),e.quadraticCurveTo(r,l,r+d,l),e.closePath(),e.fill(),n.borderWidth>
0&&e.stroke()}_updateAnimationTarget(t){let e=this.chart,s=this.$animations,n=s&&s.x,o=s&&s.y;if(n||o){let a=Ae[t.position].call(this,this._active,this._eventPosition);
if(!a)return;let r=this._size=Tn(this,t),l=Object.assign({},a,this._size),c=Rn(e,t,l),h=Ln(t,l,c,e);(n._to!==h.x||o._to!==h.y)&&(this.xAlign=c.xAlign,this.yAlign=
c.yAlign,this.width=r.width,this.height=r.height,this.caretX=a.x,this.caretY=a.y,this._resolveAnimations().update(this,h))}}_willRender(){return!!this.opacity}draw(t){
let e=this.options.setContext(this.getContext()),s=this.opacity;if(!s)return;this._updateAnimationTarget(e);let n={width:this.width,height:this.height},o={x:this.
x,y:this.y};s=Math.abs(s)<.001?0:s;let a=$(e.padding),r=this.title.length||this.beforeBody.length||this.body.length||this.afterBody.length||this.footer.length;e.
enabled&&r&&(t.save(),t.globalAlpha=s,this.drawBackground(o,t,n,e),is(t,e.textDirection),o.y+=a.top,this.drawTitle(o,t,e),this.drawBody(o,t,e),this.drawFooter(o,
t,e),ss(t,e.textDirection),t.restore())}getActiveElements(){return this._active||[]}setActiveElements(t,e){let s=this._active,n=t.map(({datasetIndex:r,index:l})=>{
let c=this.chart.getDatasetMeta(r);if(!c)throw new Error("Cannot find a dataset at index "+r);return{datasetIndex:r,element:c.data[l],index:l}}),o=!Xt(s,n),a=this.
_positionChanged(n,e);(o||a)&&(this._active=n,this._eventPosition=e,this._ignoreReplayEvents=!0,this.update(!0))}handleEvent(t,e,s=!0){if(e&&this._ignoreReplayEvents)
return!1;this._ignoreReplayEvents=!1;let n=this.options,o=this._active||[],a=this._getActiveElements(t,o,e,s),r=this._positionChanged(a,t),l=e||!Xt(a,o)||r;return l&&
(this._active=a,(n.enabled||n.external)&&(this._eventPosition={x:t.x,y:t.y},this.update(!0,e))),l}_getActiveElements(t,e,s,n){let o=this.options;if(t.type==="mo\
useout")return[];if(!n)return e.filter(r=>this.chart.data.datasets[r.datasetIndex]&&this.chart.getDatasetMeta(r.datasetIndex).controller.getParsed(r.index)!==void 0);
let a=this.chart.getElementsAtEventForMode(t,o.mode,o,s);return o.reverse&&a.reverse(),a}_positionChanged(t,e){let{caretX:s,caretY:n,options:o}=this,a=Ae[o.position].
call(this,t,e);return a!==!1&&(s!==a.x||n!==a.y)}};k(Te,"positioners",Ae);var no={id:"tooltip",_element:Te,positioners:Ae,afterInit(i,t,e){e&&(i.tooltip=new Te(
{chart:i,options:e}))},beforeUpdate(i,t,e){i.tooltip&&i.tooltip.initialize(e)},reset(i,t,e){i.tooltip&&i.tooltip.initialize(e)},afterDraw(i){let t=i.tooltip;if(t&&
t._willRender()){let e={tooltip:t};if(i.notifyPlugins("beforeTooltipDraw",{...e,cancelable:!0})===!1)return;t.draw(i.ctx),i.notifyPlugins("afterTooltipDraw",e)}},
afterEvent(i,t){if(i.tooltip){let e=t.replay;i.tooltip.handleEvent(t.event,e,t.inChartArea)&&(t.changed=!0)}},defaults:{enabled:!0,external:null,position:"avera\
ge",backgroundColor:"rgba(0,0,0,0.8)",titleColor:"#fff",titleFont:{weight:"bold"},titleSpacing:2,titleMarginBottom:6,titleAlign:"left",bodyColor:"#fff",bodySpacing:2,
bodyFont:{},bodyAlign:"left",footerColor:"#fff",footerSpacing:2,footerMarginTop:6,footerFont:{weight:"bold"},footerAlign:"left",padding:6,caretPadding:2,caretSize:5,
cornerRadius:6,boxHeight:(i,t)=>t.bodyFont.size,boxWidth:(i,t)=>t.bodyFont.size,multiKeyBackground:"#fff",displayColors:!0,boxPadding:0,borderColor:"rgba(0,0,0,\
0)",borderWidth:0,animation:{duration:400,easing:"easeOutQuart"},animations:{numbers:{type:"number",properties:["x","y","width","height","caretX","caretY"]},opacity:{
easing:"linear",duration:200}},callbacks:so},defaultRoutes:{bodyFont:"font",footerFont:"font",titleFont:"font"},descriptors:{_scriptable:i=>i!=="filter"&&i!=="i\
temSort"&&i!=="external",_indexable:!1,callbacks:{_scriptable:!1,_indexable:!1},animation:{_fallback:!1},animations:{_fallback:"animation"}},additionalOptionScopes:[
"interaction"]};var Ml=(i,t,e,s)=>(typeof t=="string"?(e=i.push(t)-1,s.unshift({index:e,label:t})):isNaN(t)&&(e=null),e);function wl(i,t,e,s){let n=i.indexOf(t);if(n===-1)return Ml(
i,t,e,s);let o=i.lastIndexOf(t);return n!==o?e:n}var kl=(i,t)=>i===null?null:G(Math.round(i),0,t);function Fn(i){let t=this.getLabels();return i>=0&&i<t.length?
t[i]:i}var ie=class extends Ht{constructor(t){super(t),this._startValue=void 0,this._valueRange=0,this._addedLabels=[]}init(t){let e=this._addedLabels;if(e.length){
let s=this.getLabels();for(let{index:n,label:o}of e)s[n]===o&&s.splice(n,1);this._addedLabels=[]}super.init(t)}parse(t,e){if(O(t))return null;let s=this.getLabels();
return e=isFinite(e)&&s[e]===t?e:wl(s,t,C(e,t),this._addedLabels),kl(e,s.length-1)}determineDataLimits(){let{minDefined:t,maxDefined:e}=this.getUserBounds(),{min:s,
max:n}=this.getMinMax(!0);this.options.bounds==="ticks"&&(t||(s=0),e||(n=this.getLabels().length-1)),this.min=s,this.max=n}buildTicks(){let t=this.min,e=this.max,
s=this.options.offset,n=[],o=this.getLabels();o=t===0&&e===o.length-1?o:o.slice(t,e+1),this._valueRange=Math.max(o.length-(s?0:1),1),this._startValue=this.min-(s?
.5:0);for(let a=t;a<=e;a++)n.push({value:a});return n}getLabelForValue(t){return Fn.call(this,t)}configure(){super.configure(),this.isHorizontal()||(this._reversePixels=
!this._reversePixels)}getPixelForValue(t){return typeof t!="number"&&(t=this.parse(t)),t===null?NaN:this.getPixelForDecimal((t-this._startValue)/this._valueRange)}getPixelForTick(t){
let e=this.ticks;return t<0||t>e.length-1?null:this.getPixelForValue(e[t].value)}getValueForPixel(t){return Math.round(this._startValue+this.getDecimalForPixel(
t)*this._valueRange)}getBasePixel(){return this.bottom}};k(ie,"id","category"),k(ie,"defaults",{ticks:{callback:Fn}});function Sl(i,t){let e=[],{bounds:n,step:o,
min:a,max:r,precision:l,count:c,maxTicks:h,maxDigits:d,includeBounds:u}=i,f=o||1,p=h-1,{min:g,max:m}=t,b=!O(a),x=!O(r),_=!O(c),y=(m-g)/(d+1),v=Ue((m-g)/p/f)*f,w,
M,P,D;if(v<1e-14&&!b&&!x)return[{value:g},{value:m}];D=Math.ceil(m/v)-Math.floor(g/v),D>p&&(v=Ue(D*v/p/f)*f),O(l)||(w=Math.pow(10,l),v=Math.ceil(v*w)/w),n==="ti\
cks"?(M=Math.floor(g/v)*v,P=Math.ceil(m/v)*v):(M=g,P=m),b&&x&&o&&Bi((r-a)/o,v/1e3)?(D=Math.round(Math.min((r-a)/v,h)),v=(r-a)/D,M=a,P=r):_?(M=b?a:M,P=x?r:P,D=c-
1,v=(P-M)/D):(D=(P-M)/v,Kt(D,Math.round(D),v/1e3)?D=Math.round(D):D=Math.ceil(D));let L=Math.max(Ke(v),Ke(M));w=Math.pow(10,O(l)?L:l),M=Math.round(M*w)/w,P=Math.
round(P*w)/w;let B=0;for(b&&(u&&M!==a?(e.push({value:a}),M<a&&B++,Kt(Math.round((M+B*v)*w)/w,a,zn(a,y,i))&&B++):M<a&&B++);B<D;++B){let V=Math.round((M+B*v)*w)/w;
if(x&&V>r)break;e.push({value:V})}return x&&u&&P!==r?e.length&&Kt(e[e.length-1].value,r,zn(r,y,i))?e[e.length-1].value=r:e.push({value:r}):(!x||P===r)&&e.push({
value:P}),e}function zn(i,t,{horizontal:e,minRotation:s}){let n=at(s),o=(e?Math.sin(n):Math.cos(n))||.001,a=.75*t*(""+i).length;return Math.min(t/o,a)}var oe=class extends Ht{constructor(t){
super(t),this.start=void 0,this.end=void 0,this._startValue=void 0,this._endValue=void 0,this._valueRange=0}parse(t,e){return O(t)||(typeof t=="number"||t instanceof
Number)&&!isFinite(+t)?null:+t}handleTickRangeOptions(){let{beginAtZero:t}=this.options,{minDefined:e,maxDefined:s}=this.getUserBounds(),{min:n,max:o}=this,a=l=>n=
e?n:l,r=l=>o=s?o:l;if(t){let l=ot(n),c=ot(o);l<0&&c<0?r(0):l>0&&c>0&&a(0)}if(n===o){let l=o===0?1:Math.abs(o*.05);r(o+l),t||a(n-l)}this.min=n,this.max=o}getTickLimit(){
let t=this.options.ticks,{maxTicksLimit:e,stepSize:s}=t,n;return s?(n=Math.ceil(this.max/s)-Math.floor(this.min/s)+1,n>1e3&&(console.warn(`scales.${this.id}.tic\
ks.stepSize: ${s} would result generating up to ${n} ticks. Limiting to 1000.`),n=1e3)):(n=this.computeTickLimit(),e=e||11),e&&(n=Math.min(e,n)),n}computeTickLimit(){
return Number.POSITIVE_INFINITY}buildTicks(){let t=this.options,e=t.ticks,s=this.getTickLimit();s=Math.max(2,s);let n={maxTicks:s,bounds:t.bounds,min:t.min,max:t.
max,precision:e.precision,step:e.stepSize,count:e.count,maxDigits:this._maxDigits(),horizontal:this.isHorizontal(),minRotation:e.minRotation||0,includeBounds:e.
includeBounds!==!1},o=this._range||this,a=Sl(n,o);return t.bounds==="ticks"&&Xe(a,this,"value"),t.reverse?(a.reverse(),this.start=this.max,this.end=this.min):(this.
start=this.min,this.end=this.max),a}configure(){let t=this.ticks,e=this.min,s=this.max;if(super.configure(),this.options.offset&&t.length){let n=(s-e)/Math.max(
t.length-1,1)/2;e-=n,s+=n}this._startValue=e,this._endValue=s,this._valueRange=s-e}getLabelForValue(t){return xe(t,this.chart.options.locale,this.options.ticks.
format)}},se=class extends oe{determineDataLimits(){let{min:t,max:e}=this.getMinMax(!0);this.min=z(t)?t:0,this.max=z(e)?e:1,this.handleTickRangeOptions()}computeTickLimit(){
let t=this.isHorizontal(),e=t?this.width:this.height,s=at(this.options.ticks.minRotation),n=(t?Math.sin(s):Math.cos(s))||.001,o=this._resolveTickFontOptions(0);
return Math.ceil(e/Math.min(40,o.lineHeight/n))}getPixelForValue(t){return t===null?NaN:this.getPixelForDecimal((t-this._startValue)/this._valueRange)}getValueForPixel(t){
return this._startValue+this.getDecimalForPixel(t)*this._valueRange}};k(se,"id","linear"),k(se,"defaults",{ticks:{callback:_e.formatters.numeric}});var Le=i=>Math.
floor(nt(i)),Vt=(i,t)=>Math.pow(10,Le(i)+t);function Bn(i){return i/Math.pow(10,Le(i))===1}function Vn(i,t,e){let s=Math.pow(10,e),n=Math.floor(i/s);return Math.
ceil(t/s)-n}function Pl(i,t){let e=t-i,s=Le(e);for(;Vn(i,t,s)>10;)s++;for(;Vn(i,t,s)<10;)s--;return Math.min(s,Le(i))}function Dl(i,{min:t,max:e}){t=j(i.min,t);
let s=[],n=Le(t),o=Pl(t,e),a=o<0?Math.pow(10,Math.abs(o)):1,r=Math.pow(10,o),l=n>o?Math.pow(10,n):0,c=Math.round((t-l)*a)/a,h=Math.floor((t-l)/r/10)*r*10,d=Math.
floor((c-h)/Math.pow(10,o)),u=j(i.min,Math.round((l+h+d*Math.pow(10,o))*a)/a);for(;u<e;)s.push({value:u,major:Bn(u),significand:d}),d>=10?d=d<15?15:20:d++,d>=20&&
(o++,d=2,a=o>=0?1:a),u=Math.round((l+h+d*Math.pow(10,o))*a)/a;let f=j(i.max,u);return s.push({value:f,major:Bn(f),significand:d}),s}var pi=class extends Ht{constructor(t){
super(t),this.start=void 0,this.end=void 0,this._startValue=void 0,this._valueRange=0}parse(t,e){let s=oe.prototype.parse.apply(this,[t,e]);if(s===0){this._zero=
!0;return}return z(s)&&s>0?s:null}determineDataLimits(){let{min:t,max:e}=this.getMinMax(!0);this.min=z(t)?Math.max(0,t):null,this.max=z(e)?Math.max(0,e):null,this.
options.beginAtZero&&(this._zero=!0),this._zero&&this.min!==this._suggestedMin&&!z(this._userMin)&&(this.min=t===Vt(this.min,0)?Vt(this.min,-1):Vt(this.min,0)),
this.handleTickRangeOptions()}handleTickRangeOptions(){let{minDefined:t,maxDefined:e}=this.getUserBounds(),s=this.min,n=this.max,o=r=>s=t?s:r,a=r=>n=e?n:r;s===n&&
(s<=0?(o(1),a(10)):(o(Vt(s,-1)),a(Vt(n,1)))),s<=0&&o(Vt(n,-1)),n<=0&&a(Vt(s,1)),this.min=s,this.max=n}buildTicks(){let t=this.options,e={min:this._userMin,max:this.
_userMax},s=Dl(e,this);return t.bounds==="ticks"&&Xe(s,this,"value"),t.reverse?(s.reverse(),this.start=this.max,this.end=this.min):(this.start=this.min,this.end=
this.max),s}getLabelForValue(t){return t===void 0?"0":xe(t,this.chart.options.locale,this.options.ticks.format)}configure(){let t=this.min;super.configure(),this.
_startValue=nt(t),this._valueRange=nt(this.max)-nt(t)}getPixelForValue(t){return(t===void 0||t===0)&&(t=this.min),t===null||isNaN(t)?NaN:this.getPixelForDecimal(
t===this.min?0:(nt(t)-this._startValue)/this._valueRange)}getValueForPixel(t){let e=this.getDecimalForPixel(t);return Math.pow(10,this._startValue+e*this._valueRange)}};
k(pi,"id","logarithmic"),k(pi,"defaults",{ticks:{callback:_e.formatters.logarithmic,major:{enabled:!0}}});function ks(i){let t=i.ticks;if(t.display&&i.display){
let e=$(t.backdropPadding);return C(t.font&&t.font.size,I.font.size)+e.height}return 0}function Ol(i,t,e){return e=T(e)?e:[e],{w:Gi(i,t.string,e),h:e.length*t.lineHeight}}
function Nn(i,t,e,s,n){return i===s||i===n?{start:t-e/2,end:t+e/2}:i<s||i>n?{start:t-e,end:t}:{start:t,end:t+e}}function Cl(i){let t={l:i.left+i._padding.left,r:i.
right-i._padding.right,t:i.top+i._padding.top,b:i.bottom-i._padding.bottom},e=Object.assign({},t),s=[],n=[],o=i._pointLabels.length,a=i.options.pointLabels,r=a.
centerPointLabels?N/o:0;for(let l=0;l<o;l++){let c=a.setContext(i.getPointLabelContext(l));n[l]=c.padding;let h=i.getPointPosition(l,i.drawingArea+n[l],r),d=E(c.
font),u=Ol(i.ctx,d,i._pointLabels[l]);s[l]=u;let f=Q(i.getIndexAngle(l)+r),p=Math.round(pe(f)),g=Nn(p,h.x,u.w,0,180),m=Nn(p,h.y,u.h,90,270);Al(e,t,f,g,m)}i.setCenterPoint(
t.l-e.l,e.r-t.r,t.t-e.t,e.b-t.b),i._pointLabelItems=Ll(i,s,n)}function Al(i,t,e,s,n){let o=Math.abs(Math.sin(e)),a=Math.abs(Math.cos(e)),r=0,l=0;s.start<t.l?(r=
(t.l-s.start)/o,i.l=Math.min(i.l,t.l-r)):s.end>t.r&&(r=(s.end-t.r)/o,i.r=Math.max(i.r,t.r+r)),n.start<t.t?(l=(t.t-n.start)/a,i.t=Math.min(i.t,t.t-l)):n.end>t.b&&
(l=(n.end-t.b)/a,i.b=Math.max(i.b,t.b+l))}function Tl(i,t,e){let s=i.drawingArea,{extra:n,additionalAngle:o,padding:a,size:r}=e,l=i.getPointPosition(t,s+n+a,o),
c=Math.round(pe(Q(l.angle+H))),h=Fl(l.y,r.h,c),d=Il(c),u=El(l.x,r.w,d);return{visible:!0,x:l.x,y:h,textAlign:d,left:u,top:h,right:u+r.w,bottom:h+r.h}}function Rl(i,t){
if(!t)return!0;let{left:e,top:s,right:n,bottom:o}=i;return!(Dt({x:e,y:s},t)||Dt({x:e,y:o},t)||Dt({x:n,y:s},t)||Dt({x:n,y:o},t))}function Ll(i,t,e){let s=[],n=i.
_pointLabels.length,o=i.options,{centerPointLabels:a,display:r}=o.pointLabels,l={extra:ks(o)/2,additionalAngle:a?N/n:0},c;for(let h=0;h<n;h++){l.padding=e[h],l.
size=t[h];let d=Tl(i,h,l);s.push(d),r==="auto"&&(d.visible=Rl(d,c),d.visible&&(c=d))}return s}function Il(i){return i===0||i===180?"center":i<180?"left":"right"}
function El(i,t,e){return e==="right"?i-=t:e==="center"&&(i-=t/2),i}function Fl(i,t,e){return e===90||e===270?i-=t/2:(e>270||e<90)&&(i-=t),i}function zl(i,t,e){
let{left:s,top:n,right:o,bottom:a}=e,{backdropColor:r}=t;if(!O(r)){let l=rt(t.borderRadius),c=$(t.backdropPadding);i.fillStyle=r;let h=s-c.left,d=n-c.top,u=o-s+
c.width,f=a-n+c.height;Object.values(l).some(p=>p!==0)?(i.beginPath(),Ot(i,{x:h,y:d,w:u,h:f,radius:l}),i.fill()):i.fillRect(h,d,u,f)}}function Bl(i,t){let{ctx:e,
options:{pointLabels:s}}=i;for(let n=t-1;n>=0;n--){let o=i._pointLabelItems[n];if(!o.visible)continue;let a=s.setContext(i.getPointLabelContext(n));zl(e,a,o);let r=E(
a.font),{x:l,y:c,textAlign:h}=o;Jt(e,i._pointLabels[n],l,c+r.lineHeight/2,r,{color:a.color,textAlign:h,textBaseline:"middle"})}}function oo(i,t,e,s){let{ctx:n}=i;
if(e)n.arc(i.xCenter,i.yCenter,t,0,K);else{let o=i.getPointPosition(0,t);n.moveTo(o.x,o.y);for(let a=1;a<s;a++)o=i.getPointPosition(a,t),n.lineTo(o.x,o.y)}}function Vl(i,t,e,s,n){
let o=i.ctx,a=t.circular,{color:r,lineWidth:l}=t;!a&&!s||!r||!l||e<0||(o.save(),o.strokeStyle=r,o.lineWidth=l,o.setLineDash(n.dash||[]),o.lineDashOffset=n.dashOffset,
o.beginPath(),oo(i,e,a,s),o.closePath(),o.stroke(),o.restore())}function Nl(i,t,e){return ft(i,{label:e,index:t,type:"pointLabel"})}var te=class extends oe{constructor(t){
super(t),this.xCenter=void 0,this.yCenter=void 0,this.drawingArea=void 0,this._pointLabels=[],this._pointLabelItems=[]}setDimensions(){let t=this._padding=$(ks(
this.options)/2),e=this.width=this.maxWidth-t.width,s=this.height=this.maxHeight-t.height;this.xCenter=Math.floor(this.left+e/2+t.left),this.yCenter=Math.floor(
this.top+s/2+t.top),this.drawingArea=Math.floor(Math.min(e,s)/2)}determineDataLimits(){let{min:t,max:e}=this.getMinMax(!1);this.min=z(t)&&!isNaN(t)?t:0,this.max=
z(e)&&!isNaN(e)?e:0,this.handleTickRangeOptions()}computeTickLimit(){return Math.ceil(this.drawingArea/ks(this.options))}generateTickLabels(t){oe.prototype.generateTickLabels.
call(this,t),this._pointLabels=this.getLabels().map((e,s)=>{let n=R(this.options.pointLabels.callback,[e,s],this);return n||n===0?n:""}).filter((e,s)=>this.chart.
getDataVisibility(s))}fit(){let t=this.options;t.display&&t.pointLabels.display?Cl(this):this.setCenterPoint(0,0,0,0)}setCenterPoint(t,e,s,n){this.xCenter+=Math.
floor((t-e)/2),this.yCenter+=Math.floor((s-n)/2),this.drawingArea-=Math.min(this.drawingArea/2,Math.max(t,e,s,n))}getIndexAngle(t){let e=K/(this._pointLabels.length||
1),s=this.options.startAngle||0;return Q(t*e+at(s))}getDistanceFromCenterForValue(t){if(O(t))return NaN;let e=this.drawingArea/(this.max-this.min);return this.options.
reverse?(this.max-t)*e:(t-this.min)*e}getValueForDistanceFromCenter(t){if(O(t))return NaN;let e=t/(this.drawingArea/(this.max-this.min));return this.options.reverse?
this.max-e:this.min+e}getPointLabelContext(t){let e=this._pointLabels||[];if(t>=0&&t<e.length){let s=e[t];return Nl(this.getContext(),t,s)}}getPointPosition(t,e,s=0){
let n=this.getIndexAngle(t)-H+s;return{x:Math.cos(n)*e+this.xCenter,y:Math.sin(n)*e+this.yCenter,angle:n}}getPointPositionForValue(t,e){return this.getPointPosition(
t,this.getDistanceFromCenterForValue(e))}getBasePosition(t){return this.getPointPositionForValue(t||0,this.getBaseValue())}getPointLabelPosition(t){let{left:e,top:s,
right:n,bottom:o}=this._pointLabelItems[t];return{left:e,top:s,right:n,bottom:o}}drawBackground(){let{backgroundColor:t,grid:{circular:e}}=this.options;if(t){let s=this.
ctx;s.save(),s.beginPath(),oo(this,this.getDistanceFromCenterForValue(this._endValue),e,this._pointLabels.length),s.closePath(),s.fillStyle=t,s.fill(),s.restore()}}drawGrid(){
let t=this.ctx,e=this.options,{angleLines:s,grid:n,border:o}=e,a=this._pointLabels.length,r,l,c;if(e.pointLabels.display&&Bl(this,a),n.display&&this.ticks.forEach(
(h,d)=>{if(d!==0||d===0&&this.min<0){l=this.getDistanceFromCenterForValue(h.value);let u=this.getContext(d),f=n.setContext(u),p=o.setContext(u);Vl(this,f,l,a,p)}}),
s.display){for(t.save(),r=a-1;r>=0;r--){let h=s.setContext(this.getPointLabelContext(r)),{color:d,lineWidth:u}=h;!u||!d||(t.lineWidth=u,t.strokeStyle=d,t.setLineDash(
h.borderDash),t.lineDashOffset=h.borderDashOffset,l=this.getDistanceFromCenterForValue(e.reverse?this.min:this.max),c=this.getPointPosition(r,l),t.beginPath(),t.
moveTo(this.xCenter,this.yCenter),t.lineTo(c.x,c.y),t.stroke())}t.restore()}}drawBorder(){}drawLabels(){let t=this.ctx,e=this.options,s=e.ticks;if(!s.display)return;
let n=this.getIndexAngle(0),o,a;t.save(),t.translate(this.xCenter,this.yCenter),t.rotate(n),t.textAlign="center",t.textBaseline="middle",this.ticks.forEach((r,l)=>{
if(l===0&&this.min>=0&&!e.reverse)return;let c=s.setContext(this.getContext(l)),h=E(c.font);if(o=this.getDistanceFromCenterForValue(this.ticks[l].value),c.showLabelBackdrop){
t.font=h.string,a=t.measureText(r.label).width,t.fillStyle=c.backdropColor;let d=$(c.backdropPadding);t.fillRect(-a/2-d.left,-o-h.size/2-d.top,a+d.width,h.size+
d.height)}Jt(t,r.label,0,-o,h,{color:c.color,strokeColor:c.textStrokeColor,strokeWidth:c.textStrokeWidth})}),t.restore()}drawTitle(){}};k(te,"id","radialLinear"),
k(te,"defaults",{display:!0,animate:!0,position:"chartArea",angleLines:{display:!0,lineWidth:1,borderDash:[],borderDashOffset:0},grid:{circular:!1},startAngle:0,
ticks:{showLabelBackdrop:!0,callback:_e.formatters.numeric},pointLabels:{backdropColor:void 0,backdropPadding:2,display:!0,font:{size:10},callback(t){return t},
padding:5,centerPointLabels:!1}}),k(te,"defaultRoutes",{"angleLines.color":"borderColor","pointLabels.color":"color","ticks.color":"color"}),k(te,"descriptors",
{angleLines:{_fallback:"grid"}});var wi={millisecond:{common:!0,size:1,steps:1e3},second:{common:!0,size:1e3,steps:60},minute:{common:!0,size:6e4,steps:60},hour:{
common:!0,size:36e5,steps:24},day:{common:!0,size:864e5,steps:30},week:{common:!1,size:6048e5,steps:4},month:{common:!0,size:2628e6,steps:12},quarter:{common:!1,
size:7884e6,steps:4},year:{common:!0,size:3154e7}},X=Object.keys(wi);function Wn(i,t){return i-t}function Hn(i,t){if(O(t))return null;let e=i._adapter,{parser:s,
round:n,isoWeekday:o}=i._parseOpts,a=t;return typeof s=="function"&&(a=s(a)),z(a)||(a=typeof s=="string"?e.parse(a,s):e.parse(a)),a===null?null:(n&&(a=n==="week"&&
(St(o)||o===!0)?e.startOf(a,"isoWeek",o):e.startOf(a,n)),+a)}function jn(i,t,e,s){let n=X.length;for(let o=X.indexOf(i);o<n-1;++o){let a=wi[X[o]],r=a.steps?a.steps:
Number.MAX_SAFE_INTEGER;if(a.common&&Math.ceil((e-t)/(r*a.size))<=s)return X[o]}return X[n-1]}function Wl(i,t,e,s,n){for(let o=X.length-1;o>=X.indexOf(e);o--){let a=X[o];
if(wi[a].common&&i._adapter.diff(n,s,a)>=t-1)return a}return X[e?X.indexOf(e):0]}function Hl(i){for(let t=X.indexOf(i)+1,e=X.length;t<e;++t)if(wi[X[t]].common)return X[t]}
function $n(i,t,e){if(!e)i[t]=!0;else if(e.length){let{lo:s,hi:n}=me(e,t),o=e[s]>=t?e[s]:e[n];i[o]=!0}}function jl(i,t,e,s){let n=i._adapter,o=+n.startOf(t[0].value,
s),a=t[t.length-1].value,r,l;for(r=o;r<=a;r=+n.add(r,1,s))l=e[r],l>=0&&(t[l].major=!0);return t}function Yn(i,t,e){let s=[],n={},o=t.length,a,r;for(a=0;a<o;++a)
r=t[a],n[r]=a,s.push({value:r,major:!1});return o===0||!e?s:jl(i,s,n,e)}var ne=class extends Ht{constructor(t){super(t),this._cache={data:[],labels:[],all:[]},this.
_unit="day",this._majorUnit=void 0,this._offsets={},this._normalized=!1,this._parseOpts=void 0}init(t,e={}){let s=t.time||(t.time={}),n=this._adapter=new ar._date(
t.adapters.date);n.init(e),zt(s.displayFormats,n.formats()),this._parseOpts={parser:s.parser,round:s.round,isoWeekday:s.isoWeekday},super.init(t),this._normalized=
e.normalized}parse(t,e){return t===void 0?null:Hn(this,t)}beforeLayout(){super.beforeLayout(),this._cache={data:[],labels:[],all:[]}}determineDataLimits(){let t=this.
options,e=this._adapter,s=t.time.unit||"day",{min:n,max:o,minDefined:a,maxDefined:r}=this.getUserBounds();function l(c){!a&&!isNaN(c.min)&&(n=Math.min(n,c.min)),
!r&&!isNaN(c.max)&&(o=Math.max(o,c.max))}(!a||!r)&&(l(this._getLabelBounds()),(t.bounds!=="ticks"||t.ticks.source!=="labels")&&l(this.getMinMax(!1))),n=z(n)&&!isNaN(
n)?n:+e.startOf(Date.now(),s),o=z(o)&&!isNaN(o)?o:+e.endOf(Date.now(),s)+1,this.min=Math.min(n,o-1),this.max=Math.max(n+1,o)}_getLabelBounds(){let t=this.getLabelTimestamps(),
e=Number.POSITIVE_INFINITY,s=Number.NEGATIVE_INFINITY;return t.length&&(e=t[0],s=t[t.length-1]),{min:e,max:s}}buildTicks(){let t=this.options,e=t.time,s=t.ticks,
n=s.source==="labels"?this.getLabelTimestamps():this._generate();t.bounds==="ticks"&&n.length&&(this.min=this._userMin||n[0],this.max=this._userMax||n[n.length-
1]);let o=this.min,a=this.max,r=$i(n,o,a);return this._unit=e.unit||(s.autoSkip?jn(e.minUnit,this.min,this.max,this._getLabelCapacity(o)):Wl(this,r.length,e.minUnit,
this.min,this.max)),this._majorUnit=!s.major.enabled||this._unit==="year"?void 0:Hl(this._unit),this.initOffsets(n),t.reverse&&r.reverse(),Yn(this,r,this._majorUnit)}afterAutoSkip(){
this.options.offsetAfterAutoskip&&this.initOffsets(this.ticks.map(t=>+t.value))}initOffsets(t=[]){let e=0,s=0,n,o;this.options.offset&&t.length&&(n=this.getDecimalForValue(
t[0]),t.length===1?e=1-n:e=(this.getDecimalForValue(t[1])-n)/2,o=this.getDecimalForValue(t[t.length-1]),t.length===1?s=o:s=(o-this.getDecimalForValue(t[t.length-
2]))/2);let a=t.length<3?.5:.25;e=G(e,0,a),s=G(s,0,a),this._offsets={start:e,end:s,factor:1/(e+1+s)}}_generate(){let t=this._adapter,e=this.min,s=this.max,n=this.
options,o=n.time,a=o.unit||jn(o.minUnit,e,s,this._getLabelCapacity(e)),r=C(n.ticks.stepSize,1),l=a==="week"?o.isoWeekday:!1,c=St(l)||l===!0,h={},d=e,u,f;if(c&&(d=
+t.startOf(d,"isoWeek",l)),d=+t.startOf(d,c?"day":a),t.diff(s,e,a)>1e5*r)throw new Error(e+" and "+s+" are too far apart with stepSize of "+r+" "+a);let p=n.ticks.
source==="data"&&this.getDataTimestamps();for(u=d,f=0;u<s;u=+t.add(u,r,a),f++)$n(h,u,p);return(u===s||n.bounds==="ticks"||f===1)&&$n(h,u,p),Object.keys(h).sort(
Wn).map(g=>+g)}getLabelForValue(t){let e=this._adapter,s=this.options.time;return s.tooltipFormat?e.format(t,s.tooltipFormat):e.format(t,s.displayFormats.datetime)}format(t,e){
let n=this.options.time.displayFormats,o=this._unit,a=e||n[o];return this._adapter.format(t,a)}_tickFormatFunction(t,e,s,n){let o=this.options,a=o.ticks.callback;
if(a)return R(a,[t,e,s],this);let r=o.time.displayFormats,l=this._unit,c=this._majorUnit,h=l&&r[l],d=c&&r[c],u=s[e],f=c&&d&&u&&u.major;return this._adapter.format(
t,n||(f?d:h))}generateTickLabels(t){let e,s,n;for(e=0,s=t.length;e<s;++e)n=t[e],n.label=this._tickFormatFunction(n.value,e,t)}getDecimalForValue(t){return t===null?
NaN:(t-this.min)/(this.max-this.min)}getPixelForValue(t){let e=this._offsets,s=this.getDecimalForValue(t);return this.getPixelForDecimal((e.start+s)*e.factor)}getValueForPixel(t){
let e=this._offsets,s=this.getDecimalForPixel(t)/e.factor-e.end;return this.min+s*(this.max-this.min)}_getLabelSize(t){let e=this.options.ticks,s=this.ctx.measureText(
t).width,n=at(this.isHorizontal()?e.maxRotation:e.minRotation),o=Math.cos(n),a=Math.sin(n),r=this._resolveTickFontOptions(0).size;return{w:s*o+r*a,h:s*a+r*o}}_getLabelCapacity(t){
let e=this.options.time,s=e.displayFormats,n=s[e.unit]||s.millisecond,o=this._tickFormatFunction(t,0,Yn(this,[t],this._majorUnit),n),a=this._getLabelSize(o),r=Math.
floor(this.isHorizontal()?this.width/a.w:this.height/a.h)-1;return r>0?r:1}getDataTimestamps(){let t=this._cache.data||[],e,s;if(t.length)return t;let n=this.getMatchingVisibleMetas();
if(this._normalized&&n.length)return this._cache.data=n[0].controller.getAllParsedValues(this);for(e=0,s=n.length;e<s;++e)t=t.concat(n[e].controller.getAllParsedValues(
this));return this._cache.data=this.normalize(t)}getLabelTimestamps(){let t=this._cache.labels||[],e,s;if(t.length)return t;let n=this.getLabels();for(e=0,s=n.length;e<
s;++e)t.push(Hn(this,n[e]));return this._cache.labels=this._normalized?t:this.normalize(t)}normalize(t){return Je(t.sort(Wn))}};k(ne,"id","time"),k(ne,"defaults",
{bounds:"data",adapters:{},time:{parser:!1,unit:!1,round:!1,isoWeekday:!1,minUnit:"millisecond",displayFormats:{}},ticks:{source:"auto",callback:!1,major:{enabled:!1}}});
function mi(i,t,e){let s=0,n=i.length-1,o,a,r,l;e?(t>=i[s].pos&&t<=i[n].pos&&({lo:s,hi:n}=be(i,"pos",t)),{pos:o,time:r}=i[s],{pos:a,time:l}=i[n]):(t>=i[s].time&&
t<=i[n].time&&({lo:s,hi:n}=be(i,"time",t)),{time:o,pos:r}=i[s],{time:a,pos:l}=i[n]);let c=a-o;return c?r+(l-r)*(t-o)/c:r}var bi=class extends ne{constructor(t){
super(t),this._table=[],this._minPos=void 0,this._tableRange=void 0}initOffsets(){let t=this._getTimestampsForTable(),e=this._table=this.buildLookupTable(t);this.
_minPos=mi(e,this.min),this._tableRange=mi(e,this.max)-this._minPos,super.initOffsets(t)}buildLookupTable(t){let{min:e,max:s}=this,n=[],o=[],a,r,l,c,h;for(a=0,r=
t.length;a<r;++a)c=t[a],c>=e&&c<=s&&n.push(c);if(n.length<2)return[{time:e,pos:0},{time:s,pos:1}];for(a=0,r=n.length;a<r;++a)h=n[a+1],l=n[a-1],c=n[a],Math.round(
(h+l)/2)!==c&&o.push({time:c,pos:a/(r-1)});return o}_generate(){let t=this.min,e=this.max,s=super.getDataTimestamps();return(!s.includes(t)||!s.length)&&s.splice(
0,0,t),(!s.includes(e)||s.length===1)&&s.push(e),s.sort((n,o)=>n-o)}_getTimestampsForTable(){let t=this._cache.all||[];if(t.length)return t;let e=this.getDataTimestamps(),
s=this.getLabelTimestamps();return e.length&&s.length?t=this.normalize(e.concat(s)):t=e.length?e:s,t=this._cache.all=t,t}getDecimalForValue(t){return(mi(this._table,
t)-this._minPos)/this._tableRange}getValueForPixel(t){let e=this._offsets,s=this.getDecimalForPixel(t)/e.factor-e.end;return mi(this._table,s*this._tableRange+this.
_minPos,!0)}};k(bi,"id","timeseries"),k(bi,"defaults",ne.defaults);var $l="0.0.0-development";function Yl(i,t,e,s){let n=s*2,o=t.getPixelForValue(i.x),a=e.getPixelForValue(i.y),r=t.getPixelForValue(i.x+i.w)-o,l=e.getPixelForValue(
i.y+i.h)-a;return{height:l-n,hidden:n>r||n>l,width:r-n,x:o+s,y:a+s}}function Ul(i,t){return!i||!t||i.x!==t.x||i.y!==t.y||i.w!==t.w||i.h!==t.h||i.rtl!==t.rtl||i.
unsorted!==t.unsorted}function ao(i,t){let e,s;if(!i||!t)return!0;if(i===t)return!1;if(i.length!==t.length)return!0;for(e=0,s=i.length;e<s;++e)if(i[e]!==t[e])return!0;
return!1}function At(i,t,e){return Math.max(Math.min(i,e),t)}function po(i,t,e){let s=Zt(i);return{b:At(s.bottom,0,e),l:At(s.left,0,t),r:At(s.right,0,t),t:At(s.
top,0,e)}}function Xl(i,t,e){let s=rt(i),n=Math.min(t,e);return{bottomLeft:At(s.bottomLeft,0,n),bottomRight:At(s.bottomRight,0,n),topLeft:At(s.topLeft,0,n),topRight:At(
s.topRight,0,n)}}function Kl(i,t,e,s){let n=i._normalized,o=t*n/e,a=Math.sqrt(n*o),r=n/a;return{d1:a,d2:r,h:s==="_ix"?r:a,w:s==="_ix"?a:r}}var Gl=(i,t)=>i.rtl?i.
x+i.iw-t:i.x+i._ix;function ql(i,t,e,s){let n={_data:t._data,a:t._normalized,h:e.h,s,v:t.value,vs:t.values,w:e.w,x:Gl(i,e.w),y:i.y+i._iy};return t.group&&(n.g=t.
group,n.l=t.level,n.gs=t.groupSum),n}var Ps=class{get area(){return this.w*this.h}get iw(){return this.w-this._ix}get ih(){return this.h-this._iy}get dir(){let t=this.
ih;return t<=this.iw&&t>0?"y":"x"}get side(){return this.dir==="x"?this.iw:this.ih}map(t){let{dir:e,side:s}=this,n=e==="x"?"_ix":"_iy",o=t.nsum,a=t.get(),r=s*s,
l=o*o,c=[],h=0,d=0;for(let u of a){let f=Kl(u,r,l,n);d+=f.d1,h=Math.max(h,f.d2),c.push(ql(this,u,f,t.sum)),this[n]+=f.d1}return this[e==="x"?"_iy":"_ix"]+=h,this[n]-=
d,c}constructor(t){t=t||{h:1,w:1},this.rtl=!!t.rtl,this.unsorted=!!t.unsorted,this.x=t.x||t.left||0,this.y=t.y||t.top||0,this._ix=0,this._iy=0,this.w=t.w||t.width||
t.right-t.left,this.h=t.h||t.height||t.bottom-t.top}},ro=Math.min,lo=Math.max;function Jl(i){return{max:i.max,min:i.min,nmax:i.nmax,nmin:i.nmin,nsum:i.nsum,sum:i.
sum}}function co(i,t){let e=+t[i.key],s=e*i.ratio;return t._normalized=s,{max:lo(i.max,e),min:ro(i.min,e),nmax:lo(i.nmax,s),nmin:ro(i.nmin,s),nsum:i.nsum+s,sum:i.
sum+e}}function Zl(i,t){Object.assign(i,t)}function ho(i,t,e){i._arr.push(t),Zl(i,e)}var Ds=class{get length(){return this._arr.length}reset(){this._arr=[],this.
_hist=[],this.sum=0,this.nsum=0,this.min=1/0,this.max=-1/0,this.nmin=1/0,this.nmax=-1/0}push(t){ho(this,t,co(this,t))}pushIf(t,e,...s){let n=co(this,t);if(!e(Jl(
this),n,s))return t;ho(this,t,n)}get(){return this._arr}constructor(t,e){this._arr=[],this._hist=[],this.sum=0,this.nsum=0,this.min=1/0,this.max=-1/0,this.nmin=
1/0,this.nmax=-1/0,this.key=t,this.ratio=e,this.reset()}},Ql=(i,t)=>t>i||i.length>t.length&&i.startsWith(t),Si=i=>String(i),Os=i=>i!=null&&i!=="";function mo(i,t,e,s=[],n=0,o=[]){
let a=n-1;if(i[0]in e&&n>0){let r=s.reduce((l,c,h)=>(h!==a&&(l[Si(h)]=c),l),{});r[t]=s[a],i.forEach(l=>{r[l]=e[l]}),o.push(r)}else for(let r of Object.keys(e)){
let l=e[r];S(l)&&(s.push(r),mo(i,t,l,s,n+1,o))}return s.splice(a,1),o}function tc(i,t,e){let s=mo(i,t,e);if(!s.length)return s;let n=s.reduce((o,a)=>{let r=Object.
keys(a).length-2;return Math.max(o,r)},0);return s.forEach(o=>{for(let a=0;a<n;a++){let r=Si(a);o[r]||(o[r]="")}}),s}function ec(i){let t=[...i],e=[];for(;t.length;){
let s=t.pop();Array.isArray(s)?t.push(...s):e.push(s)}return e.reverse()}function ic(i,t,e){let s=[];for(let n of i){let o=t[n];Os(o)&&s.push(o)}return s.length?
s.join("."):e}function sc(i,t,e,s){for(let n=s;n<e.length;n++){let o=Si(e[n]);if(Os(i[o]))return{group:o,groupIndex:n,value:i[o]}}if(Os(i[t]))return{group:t,groupIndex:s,
value:i[t]}}function nc(i,t,e,s){if(e in i)return;i[e]={value:0};let n=i[e];s.forEach(o=>{n[o]=0}),t[e]=[]}function oc(i,t,e,s,n,o,a=[],r=a,l=a.length-1){let c=e[0],
h=e.slice(1),d=Object.create(null),u=Object.create(null),f=[],p=r.length?r:[t],g=r.length?l:0,m,b;for(m=0,b=i.length;m<b;++m){let x=i[m],_=sc(x,s,p,g);if(!_)return[];
let y=_.value;nc(d,u,y,h),d[y].value+=+x[c],d[y].label=y,d[y].group=_.group,d[y].groupIndex=_.groupIndex;let v=d[y];h.forEach(w=>{v[w]+=x[w]}),d[y].path=ic(p.slice(
0,_.groupIndex+1),x,y),u[y].push(x)}return Object.keys(d).forEach(x=>{let _={children:u[x]};_[c]=+d[x].value,h.forEach(y=>{_[y]=+d[x][y]}),_[t]=d[x].label,_.group=
d[x].group,_.groupIndex=d[x].groupIndex,_.label=x,_.path=d[x].path,f.push(_)}),f}function ac(i,t){let e=i.length,s;if(!e)return t;let n=S(i[0]);for(t=n?t:"v",s=
0,e=i.length;s<e;++s)n?i[s]._idx=s:i[s]={_idx:s,v:i[s]};return t}function rc(i,t){t?i.sort((e,s)=>+s[t]-+e[t]):i.sort((e,s)=>+s-+e)}function lc(i,t){let e,s,n;for(e=
0,s=0,n=i.length;s<n;++s)e+=t?+i[s][t]:+i[s];return e}function cc(i,t,e,s=!0){let n=e.split("."),o=0;for(let a of t.split(".")){let r=n[o++];if(Number.parseInt(
a,10)<Number.parseInt(r,10))break;if(Ql(r,a)){if(s)throw new Error(`${i} v${e} is not supported. v${t} or newer is required.`);return!1}}return!0}function hc(i,t,e){
if(i.sum===0)return!0;let[s]=e,n=i.nsum*i.nsum,o=t.nsum*t.nsum,a=s*s,r=Math.max(a*i.nmax/n,n/(a*i.nmin));return Math.max(a*t.nmax/o,o/(a*t.nmin))<=r}function uo(i,t,e=[],s,n,o){
i=i||[];let a=[],r=new Ps(t),l=new Ds("value",r.area/lc(i,e[0])),c=r.side,h=i.length,d,u;if(!h)return a;let f=i.slice(),p=ac(f,e[0]);t?.unsorted||rc(f,p);let g=b=>p?
+f[b][p]:+f[b],m=b=>s&&f[b][s];for(d=0;d<h;++d){if(u={_data:i[f[d]._idx],group:void 0,groupSum:o,level:void 0,value:g(d)},s){u.level=f[d].groupIndex??n,u.group=
m(d);let b=f[d];u.values=e.reduce((x,_)=>(x[_]=+b[_],x),{})}u=l.pushIf(u,hc,c),u&&(a.push(r.map(l)),c=r.side,l.reset(),l.push(u))}return l.length&&a.push(r.map(
l)),ec(a)}var fo=new Map;function Cs(i,t,e){if(!e||e.display===!1)return!1;if(i==="headerBoxes")return!0;let{w:s,h:n}=t,a=E(e.font||{}).lineHeight,r=Math.max(Math.
min(C(e.padding,3)*2,Math.min(s,n)),0);return s-r>a&&n-r>a}function go(i,t,e,s){if(i!=="headerBoxes")return e.lineHeight+s*2;let n=e.lineHeight+s*2;return t.h<2*
n?t.h/3:n}function dc(i,t,e,s,n){let{captions:o,labels:a,displayMode:r}=e;i.save(),i.beginPath(),i.rect(t.x,t.y,t.w,t.h),i.clip();let l=s&&(!dt(s.l)||s.isLeaf);
l&&a.display?xc(i,t,e,s,n):!l&&Cs(r,t,o)&&fc(i,t,e,s,n),i.restore()}function bo(i,t){let e=i.$context||{active:!!i.active,raw:t,type:"data"};return e.active=!!i.
active,e.raw=t,e}function xo(i,t){return typeof i=="function"?i(t):i}function uc(i,t,e){return xo(i.formatter,bo(t,e))||e.g||""}function fc(i,t,e,s,n){let{captions:o,
spacing:a,rtl:r,displayMode:l}=e,{color:c,hoverColor:h,font:d,hoverFont:u,padding:f,align:p}=o,g=(t.active?h:c)||c,m=p||(r?"right":"left"),b=(t.active?u:d)||d,x=E(
b),_=[x];if(x.lineHeight>t.h)return;let y=uc(o,n,s);if(!y)return;ki(i,[y],_).width+2*f>t.w&&(y=gc(i,y,t.w-2*f,_));let w=x.lineHeight/2,M=_o(t,m,f);i.fillStyle=g,
i.font=x.string,i.textAlign=m,i.textBaseline="middle";let P=l==="headerBoxes"?t.y+t.h/2:t.y+f+a+w;i.fillText(y,M,P)}function gc(i,t,e,s){let o=ki(i,["..."],s).width;
if(o>=e)return"";let a=1,r=t.length,l;for(;a<=r;){let h=Math.floor((a+r)/2),d=t.slice(0,h);l=ki(i,[d],s).width,l+o>e?r=h-1:a=h+1}let c=t.slice(0,Math.max(0,a-1));
return c?c+"...":""}function ki(i,t,e){let s=e.reduce((a,r)=>(a+=r.string,a),""),n=t.join()+s+(i._measureText?"-spriting":""),o=fo.get(n);if(!o){i.save();let a=t.
length,r=0,l=0;for(let c=0;c<a;c++){let h=e[Math.min(c,e.length-1)];i.font=h.string;let d=t[c];r=Math.max(r,i.measureText(d).width),l+=h.lineHeight}i.restore(),
o={height:l,width:r},fo.set(n,o)}return o}function pc(i,t){return i.map(e=>{let{lineHeight:s,...n}=e;return E({...n,size:Math.floor(e.size*t)})})}function mc(i,t,e,s){
let{overflow:n,padding:o}=e,{width:a,height:r}=s;if(n==="hidden")return!(a+o*2>t.w||r+o*2>t.h);if(n==="fit"){let l=Math.min(t.w/(a+o*2),t.h/(r+o*2));if(l<1)return l}
return!0}function bc(i,t){let{font:e,hoverFont:s}=t,n=(i.active?s:e)||e;return Array.isArray(n)?n.map(o=>E(o)):[E(n)]}function xc(i,t,e,s,n){let o=e.labels,a=xo(
o.formatter,bo(n,s));if(!a)return;let r=T(a)?a:[a],l=bc(t,o),c=ki(i,r,l),h=mc(i,t,o,c);if(!h)return;St(h)&&(c={height:c.height*h,width:c.width*h},l=pc(l,h));let{
color:d,hoverColor:u,align:f}=o,p=(t.active?u:d)||d,g=T(p)?p:[p],m=yc(t,o,c);i.textAlign=f,i.textBaseline="middle";let b=0;r.forEach((x,_)=>{let y=g[Math.min(_,
g.length-1)],v=l[Math.min(_,l.length-1)],w=v.lineHeight;i.font=v.string,i.fillStyle=y,i.fillText(x,m.x,m.y+w/2+b),b+=w})}function _c(i,t,e,s){let n=e.dividers,o=s.
_data?.children;if(!n.display||!Array.isArray(o)||!o.length)return;let{x:a,y:r,w:l,h:c}=t,{lineColor:h,lineCapStyle:d,lineDash:u,lineDashOffset:f,lineWidth:p}=n;
if(i.save(),i.strokeStyle=h,i.lineCap=d,i.setLineDash(u),i.lineDashOffset=f,i.lineWidth=p,i.beginPath(),l>c){let g=l/2;i.moveTo(a+g,r),i.lineTo(a+g,r+c)}else{let g=c/
2;i.moveTo(a,r+g),i.lineTo(a+l,r+g)}i.stroke(),i.restore()}function yc(i,t,e){let{align:s,position:n,padding:o}=t,a=_o(i,s,o),r;return n==="top"?r=i.y+o:n==="bo\
ttom"?r=i.y+i.h-o-e.height:r=i.y+(i.h-e.height)/2+o,{x:a,y:r}}function _o(i,t,e){return t==="left"?i.x+e:t==="right"?i.x+i.w-e:i.x+i.w/2}function vc(i,t,e,s){let n=t.
treeLeafKey||"_leaf";S(i)&&(i=tc(e,n,i));let o=t.groups||[],a=o.length,r=t.displayMode==="headerBoxes"?0:C(t.spacing,0),l=t.captions||{},c=E(l.font),h=C(l.padding,
3);function d(p,g){let m=t.displayMode==="headerBoxes"?{b:0,l:0,r:0,t:0}:po(t.borderWidth,p.w/2,p.h/2),b={...g,h:p.h-2*r-m.t-m.b,w:p.w-2*r-m.l-m.r,x:p.x+r+m.l,y:p.
y+r+m.t};if(Cs(t.displayMode,b,l)){let x=go(t.displayMode,b,c,h);b.y+=x,b.h-=x}return b}function u(p,g,m,b,x){let _=Si(o[g]),y=oc(p,_,e,n,void 0,b,o.filter((M,P)=>P<=
g),o,g),v=uo(y,m,e,_,g,x),w=v.slice();return g<a-1?v.forEach(M=>{let P=d(M,m),D=[],L=M._data.groupIndex+1;L<a&&D.push(...u(M._data.children,L,P,M.g,M.s)),w.push(
...D),M.isLeaf=!D.length}):v.forEach(M=>{M.isLeaf=!0}),w}return(a?u(i,0,s):uo(i,s,e)).map(p=>{if(t.displayMode!=="headerBoxes"||p.isLeaf)return p;if(!Cs(t.displayMode,
p,l))return;let g=go(t.displayMode,p,c,h);return{...p,h:g}}).filter(Boolean)}function yo(){let i=q.plugins.get("tooltip");!i||i.positioners.treemap||(i.positioners.
treemap=t=>t.length?t.at(-1).element.tooltipPosition():!1)}var tt=class extends bt{initialize(){yo(),this.enableOptionSharing=!0,super.initialize()}getMinMax(t){
return{max:t.axis==="x"?t.right-t.left:t.bottom-t.top,min:0}}configure(){super.configure();let{xScale:t,yScale:e}=this.getMeta();if(!t||!e)return;let s=t.right-
t.left,n=e.bottom-e.top,o={h:n,rtl:!!this.options.rtl,unsorted:!!this.options.unsorted,w:s,x:0,y:0};Ul(this._rect,o)&&(this._rect=o,this._rectChanged=!0),this._rectChanged&&
(t.max=s,t.configure(),e.max=n,e.configure())}update(t){let e=this.getDataset(),{data:s}=this.getMeta(),n=e.groups||[],o=[e.key||""].concat(e.sumKeys||[]);e.tree=
e.tree||e.data||[];let a=e.tree,r=e.treeVersion;t==="reset"&&this.configure(),(this._rectChanged||ao(this._keys||[],o)||ao(this._groups||[],n)||this._prevTree!==
a||this._prevTreeVersion!==r)&&(this._groups=n.slice(),this._keys=o.slice(),this._prevTree=a,this._prevTreeVersion=r,this._rectChanged=!1,e.data=vc(a,e,this._keys,
this._rect),this._dataCheck(),this._resyncElements()),this.updateElements(s,0,s.length,t)}updateElements(t,e,s,n){let o=n==="reset",a=this.getDataset(),r=this.resolveDataElementOptions(
e,n);this._rect.options=r;let l=this.getSharedOptions(r),c=this.includeOptions(n,l||{}),{xScale:h,yScale:d}=this.getMeta();for(let u=e;u<e+s;u++){let f=l||this.
resolveDataElementOptions(u,n),p=Yl(a.data[u],h,d,f.spacing);o&&(p.width=0,p.height=0),c&&(p.options=f),this.updateElement(t[u],u,p,n)}this.updateSharedOptions(
l||{},n,r)}draw(){let{ctx:t,chartArea:e}=this.chart,s=this.getMeta().data||[],o=this.getDataset().data;Gt(t,e);for(let a=0,r=s.length;a<r;++a){let l=s[a];l.hidden||
l.draw(t,o[a])}qt(t)}constructor(t,e){super(t,e),this._groups=void 0,this._keys=void 0,this._rect=void 0,this._rectChanged=!0}};tt.id="treemap";tt.version=$l;tt.
defaults={animations:{numbers:{properties:["x","y","width","height"],type:"number"}},dataElementType:"treemap"};tt.descriptors={_indexable:!1,_scriptable:!0,captions:{
_fallback:!0,_scriptable:i=>i!=="formatter"},labels:{_fallback:!0,_scriptable:i=>i!=="formatter"}};tt.overrides={hover:{},interaction:{includeInvisible:!0,intersect:!0,
mode:"point"},plugins:{tooltip:{callbacks:{label(i){let t=i.dataset,e=t.data[i.dataIndex],s=e.g||e._data.label||t.label;return(s?`${s}: `:"")+e.v},title(i){return i.
length&&i[0].dataset.key||""}},intersect:!0,position:"treemap"}},scales:{x:{alignToPixels:!0,bounds:"data",display:!1,type:"linear"},y:{alignToPixels:!0,bounds:"\
data",display:!1,reverse:!0,type:"linear"}}};tt.beforeRegister=()=>{cc("chart.js","3.8",U.version)};tt.afterRegister=()=>{yo()};tt.afterUnregister=()=>{let i=q.
plugins.get("tooltip");i&&delete i.positioners.treemap};function vo(i,t){let{x:e,y:s,width:n,height:o}=i.getProps(["x","y","width","height"],t);return{bottom:s+
o,left:e,right:e+n,top:s}}function Mc(i){let t=vo(i),e=t.right-t.left,s=t.bottom-t.top,n=po(i.options.borderWidth,e/2,s/2),o=Xl(i.options.borderRadius,e/2,s/2),
a={active:i.active,h:s,radius:o,w:e,x:t.left,y:t.top};return{inner:{active:i.active,h:a.h-n.t-n.b,radius:{bottomLeft:Math.max(0,o.bottomLeft-Math.max(n.b,n.l)),
bottomRight:Math.max(0,o.bottomRight-Math.max(n.b,n.r)),topLeft:Math.max(0,o.topLeft-Math.max(n.t,n.l)),topRight:Math.max(0,o.topRight-Math.max(n.t,n.r))},w:a.w-
n.l-n.r,x:a.x+n.l,y:a.y+n.t},outer:a}}function Ss(i,t,e,s){let n=t===null,o=e===null,a=!i||n&&o?!1:vo(i,s);return a&&(n||t>=a.left&&t<=a.right)&&(o||e>=a.top&&e<=
a.bottom)}function wc(i){return i.topLeft||i.topRight||i.bottomLeft||i.bottomRight}function kc(i,t){i.rect(t.x,t.y,t.w,t.h)}var Tt=class extends ct{draw(t,e){if(!e)
return;let s=this.options,{inner:n,outer:o}=Mc(this),a=wc(o.radius)?Ot:kc;t.save(),(o.w!==n.w||o.h!==n.h)&&(t.beginPath(),a(t,o),t.clip(),a(t,n),t.fillStyle=s.borderColor,
t.fill("evenodd")),t.beginPath(),a(t,n),t.fillStyle=s.backgroundColor,t.fill(),_c(t,n,s,e),dc(t,n,s,e,this),t.restore()}inRange(t,e,s){return Ss(this,t,e,s)}inXRange(t,e){
return Ss(this,t,null,e)}inYRange(t,e){return Ss(this,null,t,e)}getCenterPoint(t){let{x:e,y:s,width:n,height:o}=this.getProps(["x","y","width","height"],t);return{
x:e+n/2,y:s+o/2}}tooltipPosition(){return this.getCenterPoint()}constructor(t){super(),this.width=void 0,this.height=void 0,t&&Object.assign(this,t)}};Tt.id="tr\
eemap";Tt.defaults={borderRadius:0,borderWidth:0,captions:{align:void 0,color:"black",display:!0,font:{},formatter:i=>{let t=i.raw._data?.label;return i.raw.g||
(typeof t=="string"?t:"")},padding:3},displayMode:"containerBoxes",dividers:{display:!1,lineCapStyle:"butt",lineColor:"black",lineDash:[],lineDashOffset:0,lineWidth:1},
label:void 0,labels:{align:"center",color:"black",display:!1,font:{},formatter(i){let t=i.raw._data?.label;return i.raw.g?[i.raw.g,`${i.raw.v}`]:typeof t=="stri\
ng"?[t,`${i.raw.v}`]:`${i.raw.v}`},overflow:"cut",padding:3,position:"middle"},rtl:!1,spacing:.5,unsorted:!1};Tt.descriptors={_indexable:!1,_scriptable:!0,captions:{
_fallback:!0,_scriptable:i=>i!=="formatter"},labels:{_fallback:!0,_scriptable:i=>i!=="formatter"}};Tt.defaultRoutes={backgroundColor:"backgroundColor",borderColor:"\
borderColor"};U.register(Nt,Wt,ie,se,no,tt,Tt);globalThis.Chart=U;})();
