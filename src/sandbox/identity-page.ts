import type { SandboxMethod } from './sign-in-by-hand.js';

/** A test person shown on the sign-in page. Invented people only. */
export interface FeaturedPerson {
  readonly givenName: string;
  readonly familyName: string;
  /** What to try as this person, such as "Enhetschef, Ängsro: begär och granskar". */
  readonly does: string;
  readonly hsaId?: string;
  /** 12 digits. */
  readonly personalNumber?: string;
}

/** One way to sign in: what it is called, and what the ID token says about it. */
export interface MethodFacts {
  readonly title: string;
  readonly explained: string;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly knowsPeopleBy: 'hsaId' | 'personalNumber';
}

export const METHODS: Readonly<Record<SandboxMethod, MethodFacts>> = {
  siths: {
    title: 'SITHS',
    explained: 'Tjänstelegitimation, tillitsnivå 3',
    acr: 'http://id.sambi.se/loa/loa3',
    amr: ['siths'],
    knowsPeopleBy: 'hsaId',
  },
  'siths-reserve': {
    title: 'SITHS reservkort',
    explained: 'Tillfälligt kort, tillitsnivå 2',
    acr: 'http://id.sambi.se/loa/loa2',
    amr: ['siths-reserve'],
    knowsPeopleBy: 'hsaId',
  },
  bankid: {
    title: 'BankID',
    explained: 'Privat e-legitimation, tillitsnivå 3',
    acr: 'http://id.elegnamnden.se/loa/1.0/loa3',
    amr: ['bankid'],
    knowsPeopleBy: 'personalNumber',
  },
  freja: {
    title: 'Freja',
    explained: 'Privat e-legitimation, tillitsnivå 3',
    acr: 'http://id.elegnamnden.se/loa/1.0/loa3',
    amr: ['freja'],
    knowsPeopleBy: 'personalNumber',
  },
};

export function isMethod(text: string): text is SandboxMethod {
  return Object.hasOwn(METHODS, text);
}

/**
 * The page on which a test person is chosen. Needs no script; every choice is a plain POST to itself. The
 * hidden button comes first because Enter in the field presses a form's first one: never the first person.
 */
export function signInPage(what: {
  readonly people: readonly FeaturedPerson[];
  readonly method: SandboxMethod;
  /** What was typed, shown again beside the problem. */
  readonly identity?: string;
  readonly problem?: string;
}): string {
  const methods = (Object.keys(METHODS) as SandboxMethod[]).map((method) => {
    const { title, explained } = METHODS[method];
    const checked = method === what.method ? ' checked' : '';
    return `<label class="method"><input type="radio" name="method" value="${method}"${checked}><span><b>${title}</b><small>${explained}</small></span></label>`;
  });
  const people = what.people.map((person) => {
    const value = escapeHtml(person.hsaId ?? person.personalNumber ?? '');
    const name = escapeHtml(`${person.givenName} ${person.familyName}`);
    const initials = escapeHtml(`${person.givenName.slice(0, 1)}${person.familyName.slice(0, 1)}`);
    return `<li><button class="person" name="person" value="${value}"><i aria-hidden="true">${initials}</i><span><b>${name}</b><small>${escapeHtml(person.does)}</small></span></button></li>`;
  });
  const described = what.problem === undefined ? 'help' : 'problem help';
  const problem =
    what.problem === undefined
      ? ''
      : `<p class="problem" id="problem" role="alert"><b>Det gick inte.</b> ${escapeHtml(what.problem)}</p>`;
  return layout(
    'Testlegitimation',
    `<p class="lead">Välj hur du vill legitimera dig och som vem. Alla personer är påhittade.</p>
${problem}
<form method="post"><button hidden></button>
<fieldset><legend>Legitimation</legend><div class="methods">${methods.join('')}</div></fieldset>
${people.length === 0 ? '' : `<h2>Testpersoner</h2><ul>${people.join('')}</ul>`}
<h2><label for="identity">Någon annan</label></h2>
<p class="help" id="help">HSA-id för SITHS, personnummer med 12 siffror för BankID och Freja.</p>
<div class="row"><input id="identity" name="identity" value="${escapeHtml(what.identity ?? '')}" autocomplete="off" autocapitalize="characters" spellcheck="false" aria-describedby="${described}"${what.problem === undefined ? '' : ' aria-invalid="true"'}><button class="go">Legitimera</button></div>
</form>
<form method="post"><button class="quiet" name="cancel" value="yes">Avbryt</button></form>`,
  );
}

/** A page that only says something. */
export function messagePage(title: string, message: string): string {
  return layout(title, `<p class="lead">${escapeHtml(message)}</p>`);
}

function layout(title: string, body: string): string {
  return `<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="stylesheet" href="/testlegitimation.css"></head>
<body><p class="banner">Testmiljö: inga riktiga legitimationer</p><main><h1>${escapeHtml(title)}</h1>
${body}</main></body></html>`;
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

export const STYLE = `:root{color-scheme:light dark;--ground:light-dark(oklch(98% .003 200),oklch(17.5% .012 220));
--surface:light-dark(#fff,oklch(21.5% .013 220));--ink:light-dark(oklch(25% .022 230),oklch(94% .006 220));
--soft:light-dark(oklch(46% .02 230),oklch(75% .014 220));--line:light-dark(oklch(90.5% .006 210),oklch(31% .014 220));
--edge:light-dark(oklch(63% .016 225),oklch(55% .018 220));--accent:light-dark(oklch(45% .09 170),oklch(77% .11 168));
--on:light-dark(#fff,oklch(19% .035 170));--tint:light-dark(oklch(95.4% .028 170),oklch(29% .045 170));
--bad:light-dark(oklch(46% .17 27),oklch(81% .11 25));--badtint:light-dark(oklch(96% .02 25),oklch(28% .055 25))}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);
font:16px/1.5 Inter,system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}
.banner{margin:0;padding:8px 16px;text-align:center;font-size:14px;background:var(--tint);border-bottom:1px solid var(--line)}
main{max-width:560px;margin:0 auto;padding:40px 20px 64px}h1{font-size:32px;line-height:1.2;font-weight:600;margin:0 0 8px}
h2,legend{font-size:16px;font-weight:600;margin:32px 0 8px;padding:0}fieldset{border:0;margin:32px 0 0;padding:0}
.lead,.help{margin:0;color:var(--soft)}.help{font-size:14px;margin-bottom:8px}
.methods{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:8px}
.method,.person{display:flex;gap:12px;align-items:center;width:100%;min-height:64px;padding:10px 16px;text-align:left;
background:var(--surface);color:inherit;border:1px solid var(--line);border-radius:8px;font:inherit;cursor:pointer}
.method:has(:checked){border-color:var(--accent);background:var(--tint);box-shadow:inset 0 0 0 1px var(--accent)}
.method input{flex:none;width:18px;height:18px;margin:0;accent-color:var(--accent)}.method:hover,.person:hover{border-color:var(--accent)}
b{display:block;font-weight:600}small{display:block;color:var(--soft);font-size:14px}
ul{list-style:none;margin:0;padding:0;display:grid;gap:8px}i{flex:none;display:grid;place-items:center;width:40px;height:40px;
border-radius:50%;background:var(--tint);color:var(--accent);font-style:normal;font-weight:600;font-size:14px}
.row{display:flex;flex-wrap:wrap;gap:8px}.row input{flex:1 1 220px;min-width:0;height:44px;padding:0 12px;font:inherit;color:inherit;
background:var(--surface);border:1px solid var(--edge);border-radius:8px}
.go{height:44px;padding:0 20px;border:0;border-radius:8px;background:var(--accent);color:var(--on);font:inherit;font-weight:600;cursor:pointer}
.quiet{margin-top:32px;padding:8px 0;min-height:40px;border:0;background:none;color:var(--accent);font:inherit;text-decoration:underline;cursor:pointer}
.problem{margin:20px 0 0;padding:12px 16px;border-radius:8px;background:var(--badtint);color:var(--bad)}.problem b{display:inline}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
`;
