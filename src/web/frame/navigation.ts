import type { Me } from '../api/generated/types.gen.js';
import type { Right } from '../api/me.js';
import type { IconName } from '../parts/icon.js';
import { may } from '../session/use-me.js';

export type Place =
  | '/'
  | '/godkannanden'
  | '/delegering'
  | '/granska'
  | '/personal'
  | '/begar'
  | '/begaranden'
  | '/historik'
  | '/avsluta'
  | '/forhojd'
  | '/importer'
  | '/datakvalitet'
  | '/organisation'
  | '/forutsattningar'
  | '/avslut'
  | '/externa'
  | '/rattelser'
  | '/simulering'
  | '/analyser'
  | '/vem-far'
  | '/atskilda'
  | '/undantag'
  | '/sparrade'
  | '/atkomst'
  | '/upptackt'
  | '/oprovat'
  | '/handlaggning'
  | '/nycklar'
  | '/inloggningshjalp'
  | '/nodkonton'
  | '/inloggningstjanster'
  | '/api-klienter'
  | '/systemregister'
  | '/roller'
  | '/jag';

export interface NavEntry {
  to: Place;
  /** Key under `nav.` in the texts. */
  name:
    | 'tasks'
    | 'approvals'
    | 'delegations'
    | 'reviews'
    | 'staff'
    | 'everyone'
    | 'request'
    | 'ownRequests'
    | 'history'
    | 'terminate'
    | 'privilege'
    | 'imports'
    | 'quality'
    | 'organisation'
    | 'prerequisites'
    | 'leavers'
    | 'externals'
    | 'corrections'
    | 'simulations'
    | 'analyses'
    | 'authority'
    | 'separation'
    | 'exceptions'
    | 'credentials'
    | 'accessMap'
    | 'discovery'
    | 'unassessed'
    | 'handling'
    | 'keys'
    | 'signInHelp'
    | 'emergencies'
    | 'providers'
    | 'apiClients'
    | 'register'
    | 'roles'
    | 'me';
  icon: IconName;
  group: 'work' | 'staff' | 'system' | 'own';
  rights: readonly Right[];
}

const entries: readonly NavEntry[] = [
  { to: '/', name: 'tasks', icon: 'list', group: 'work', rights: ['own'] },
  { to: '/godkannanden', name: 'approvals', icon: 'approve', group: 'work', rights: ['approve'] },
  { to: '/delegering', name: 'delegations', icon: 'move', group: 'work', rights: ['approve', 'review'] },
  { to: '/granska', name: 'reviews', icon: 'review', group: 'work', rights: ['review', 'campaigns'] },
  { to: '/personal', name: 'staff', icon: 'people', group: 'staff', rights: ['staff'] },
  { to: '/personal', name: 'everyone', icon: 'people', group: 'staff', rights: ['imports', 'campaigns'] },
  { to: '/begar', name: 'request', icon: 'request', group: 'staff', rights: ['request'] },
  { to: '/begaranden', name: 'ownRequests', icon: 'arrow', group: 'own', rights: ['own'] },
  {
    to: '/historik',
    name: 'history',
    icon: 'search',
    group: 'work',
    rights: ['staff', 'approve', 'campaigns'],
  },
  { to: '/avsluta', name: 'terminate', icon: 'stop', group: 'staff', rights: ['terminate'] },
  { to: '/avslut', name: 'leavers', icon: 'key', group: 'staff', rights: ['leavers'] },
  { to: '/externa', name: 'externals', icon: 'card', group: 'staff', rights: ['externals'] },
  { to: '/rattelser', name: 'corrections', icon: 'file', group: 'staff', rights: ['corrections'] },
  { to: '/forhojd', name: 'privilege', icon: 'bolt', group: 'system', rights: ['privilege'] },
  { to: '/importer', name: 'imports', icon: 'import', group: 'system', rights: ['imports'] },
  { to: '/organisation', name: 'organisation', icon: 'people', group: 'system', rights: ['imports'] },
  {
    to: '/forutsattningar',
    name: 'prerequisites',
    icon: 'card',
    group: 'staff',
    rights: ['prerequisites'],
  },
  { to: '/datakvalitet', name: 'quality', icon: 'question', group: 'system', rights: ['data-quality'] },
  { to: '/analyser', name: 'analyses', icon: 'file', group: 'system', rights: ['analyses'] },
  { to: '/simulering', name: 'simulations', icon: 'move', group: 'system', rights: ['simulations'] },
  { to: '/vem-far', name: 'authority', icon: 'info', group: 'system', rights: ['separation'] },
  { to: '/atskilda', name: 'separation', icon: 'move', group: 'system', rights: ['separation'] },
  { to: '/undantag', name: 'exceptions', icon: 'lock', group: 'system', rights: ['exceptions'] },
  { to: '/sparrade', name: 'credentials', icon: 'lock', group: 'system', rights: ['credentials'] },
  { to: '/oprovat', name: 'unassessed', icon: 'question', group: 'work', rights: ['unassessed'] },
  { to: '/handlaggning', name: 'handling', icon: 'check', group: 'work', rights: ['handling'] },
  { to: '/atkomst', name: 'accessMap', icon: 'key', group: 'system', rights: ['access-map'] },
  { to: '/upptackt', name: 'discovery', icon: 'search', group: 'system', rights: ['discovery'] },
  { to: '/inloggningshjalp', name: 'signInHelp', icon: 'lock', group: 'staff', rights: ['sign-in-help'] },
  { to: '/nodkonton', name: 'emergencies', icon: 'alert', group: 'system', rights: ['emergencies'] },
  { to: '/nycklar', name: 'keys', icon: 'key', group: 'own', rights: ['own'] },
  { to: '/inloggningstjanster', name: 'providers', icon: 'lock', group: 'system', rights: ['providers'] },
  { to: '/api-klienter', name: 'apiClients', icon: 'server', group: 'system', rights: ['api-clients'] },
  { to: '/systemregister', name: 'register', icon: 'server', group: 'system', rights: ['register'] },
  { to: '/roller', name: 'roles', icon: 'card', group: 'system', rights: ['register'] },
  { to: '/jag', name: 'me', icon: 'person', group: 'own', rights: ['own'] },
];

/** What this person may do, in order; never an entry that leads to a refusal. */
export function navigationOf(me: Me): NavEntry[] {
  return entries.filter((entry) => {
    // Those who lead people find everybody else under the same page's tabs.
    if (entry.name === 'everyone' && may(me, 'staff')) return false;
    return may(me, ...entry.rights);
  });
}

/** The four of the phone's bottom bar: Min lista · Personal · Begär · Jag, or the next best one may use. */
export function bottomBarOf(me: Me): NavEntry[] {
  const order: NavEntry['name'][] = [
    'tasks',
    'staff',
    'request',
    'approvals',
    'reviews',
    'privilege',
    'imports',
  ];
  const allowed = navigationOf(me);
  const chosen = order.flatMap((name) => allowed.filter((entry) => entry.name === name)).slice(0, 3);
  return [...chosen, ...allowed.filter((entry) => entry.name === 'me')];
}
