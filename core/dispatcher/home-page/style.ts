// The home page's style.

export const homeStyle = `
:root { color-scheme: light dark; --line: light-dark(#d8dbe2, #343a46); --soft: light-dark(#f5f6f9, #1b1f27); --ink: light-dark(#1a1d24, #e8eaf0); --dim: light-dark(#5b6270, #9aa2b1); --go: #2f6fed; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 4rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #12151b); }
header h1 { margin: 0; font-size: 2rem; letter-spacing: -0.02em; }
header p { margin: 0.25rem 0 0; color: var(--dim); }
section { margin-top: 2rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 0.75rem; }
h2 b { display: inline-block; width: 1.6em; height: 1.6em; line-height: 1.6em; margin-right: 0.4em; border-radius: 50%; text-align: center; font-size: 0.85em; color: #fff; background: var(--go); }
form { display: grid; gap: 0.75rem; padding: 1rem; border: 1px solid var(--line); border-radius: 0.75rem; background: var(--soft); }
label { display: grid; grid-template-columns: 5rem 1fr; align-items: center; gap: 0.75rem; color: var(--dim); }
input { min-width: 0; padding: 0.5rem 0.6rem; border: 1px solid var(--line); border-radius: 0.5rem; font: inherit; color: var(--ink); background: light-dark(#fff, #12151b); }
#options { font-family: ui-monospace, monospace; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem; }
button { padding: 0.5rem 0.9rem; border: 1px solid var(--go); border-radius: 0.5rem; font: inherit; color: #fff; background: var(--go); cursor: pointer; }
button.quiet, #chips button { color: var(--ink); background: transparent; border-color: var(--line); }
#chips button { padding: 0.2rem 0.6rem; font: 0.85rem ui-monospace, monospace; }
#said:empty { display: none; }
#said.bad { color: light-dark(#b3261e, #ff8a80); }
figure { margin: 1rem 0 0; padding: 1rem; border: 1px solid var(--line); border-radius: 0.75rem; text-align: center; background: repeating-conic-gradient(light-dark(#f1f2f5, #191d24) 0 25%, transparent 0 50%) 0 / 1.5rem 1.5rem; }
figure img { max-width: 100%; height: auto; }
figcaption { margin-top: 0.75rem; color: var(--dim); font-size: 0.9rem; }
#gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; }
#gallery a { display: grid; gap: 0.5rem; align-content: end; color: var(--dim); text-decoration: none; font: 0.8rem ui-monospace, monospace; overflow-wrap: anywhere; }
#gallery img { max-width: 100%; border-radius: 0.5rem; }
pre { overflow-x: auto; padding: 0.75rem; border-radius: 0.5rem; background: var(--soft); font-size: 0.85rem; }
a { color: var(--go); overflow-wrap: anywhere; }
footer { margin-top: 3rem; color: var(--dim); font-size: 0.9rem; }
`;
