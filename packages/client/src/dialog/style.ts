/**
 * Every byte is sent: no blank too many, and lines that end in the source alone. System colours follow the page's
 * `color-scheme`, and grey goes with any; the dialog's default sides follow its way of writing. Nothing moves.
 */
const css = `\
:host{display:contents;--sojourn-surface:color-mix(in srgb,Canvas 93%,#fff);\
--sojourn-accent:color-mix(in srgb,#0d9a94 68%,CanvasText);--sojourn-alert:color-mix(in srgb,#e0650f 72%,CanvasText)}\
dialog{box-sizing:border-box;width:30rem;padding:28px;border:1px solid #8884;border-radius:24px;\
background:var(--sojourn-surface);box-shadow:0 24px 48px #0005}\
[open]{display:grid;grid-template-columns:auto 1fr;align-items:center;gap:24px}\
::backdrop{background:#0418188c;backdrop-filter:blur(4px)}\
#timer{display:grid;place-items:center;width:4em;height:4em;border-radius:4em;color:var(--sojourn-accent);\
font-size:1.6em;font-weight:600;font-variant-numeric:tabular-nums;\
background:radial-gradient(closest-side,var(--sojourn-surface) 86%,#0000 88%),conic-gradient(currentColor var(--left),#8884 0)}\
h2,p{margin:0 0 8px}\
:empty:not(slot){display:none}\
[part~=urgent] #timer,[part~=failed] #message{color:var(--sojourn-alert)}\
#remaining{position:absolute;clip-path:inset(50%)}\
#actions{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:12px}\
button{flex:1 1 9em;padding:12px;border:1px solid #0000;border-radius:24px;\
background:#8883;color:inherit;font:inherit;font-weight:600}\
#primary{background:var(--sojourn-accent);color:var(--sojourn-surface)}\
button:hover{text-decoration:underline}\
[part~=busy] button{opacity:.7}\
:focus-visible{outline:3px solid var(--sojourn-accent);outline-offset:2px}\
@media (max-width:30em){:modal{margin-bottom:12px;grid-template-columns:1fr;justify-items:center;text-align:center}}\
[part~=reminder]{position:fixed;bottom:12px;margin-inline-end:12px;width:fit-content;padding:12px;gap:12px;font-size:.8em}\
[part~=reminder] :is(#message,slot,#primary~*,[part~=absolute]>#actions){display:none}`

/** Styles `root` by a constructed sheet, which no `style-src` forbids; by a style element where there is none. */
export function addStyle(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } catch {
    const style = document.createElement('style')
    style.append(css)
    root.append(style)
  }
}
