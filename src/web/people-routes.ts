import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frame, oneOf, textIn, type Search } from './root-routes.js';

export const staff = createRoute({
  getParentRoute: () => frame,
  path: '/personal',
  validateSearch: (search: Search): { q?: string; visa?: 'alla' } => ({
    q: textIn(search, 'q'),
    visa: oneOf(textIn(search, 'visa'), ['alla']),
  }),
  component: lazyRouteComponent(() => import('./pages/staff/staff-page.js'), 'StaffPage'),
});

export const person = createRoute({
  getParentRoute: () => frame,
  path: '/personal/$personId',
  component: lazyRouteComponent(() => import('./pages/staff/person-page.js'), 'PersonPage'),
});

export const leavers = createRoute({
  getParentRoute: () => frame,
  path: '/avslut',
  validateSearch: (search: Search): { visa?: 'forsenade' | 'mina' | 'avslutade' | 'vakanta' } => ({
    visa: oneOf(textIn(search, 'visa'), ['forsenade', 'mina', 'avslutade', 'vakanta']),
  }),
  component: lazyRouteComponent(() => import('./pages/leavers/leavers-page.js'), 'LeaversPage'),
});

export const leaver = createRoute({
  getParentRoute: () => frame,
  path: '/avslut/$checklistId',
  component: lazyRouteComponent(() => import('./pages/leavers/leaver-page.js'), 'LeaverPage'),
});

export const externals = createRoute({
  getParentRoute: () => frame,
  path: '/externa',
  validateSearch: (search: Search): { visa?: 'mina' | 'slutar' | 'brister' | 'tidigare' } => ({
    visa: oneOf(textIn(search, 'visa'), ['mina', 'slutar', 'brister', 'tidigare']),
  }),
  component: lazyRouteComponent(() => import('./pages/externals/externals-page.js'), 'ExternalsPage'),
});

export const registerExternal = createRoute({
  getParentRoute: () => frame,
  path: '/externa/ny',
  component: lazyRouteComponent(() => import('./pages/externals/register-page.js'), 'RegisterExternalPage'),
});

export const external = createRoute({
  getParentRoute: () => frame,
  path: '/externa/$externalId',
  component: lazyRouteComponent(() => import('./pages/externals/external-page.js'), 'ExternalPage'),
});

export const confirmStaff = createRoute({
  getParentRoute: () => frame,
  path: '/personal/bekrafta',
  component: lazyRouteComponent(() => import('./pages/confirm/confirm-page.js'), 'ConfirmPage'),
});

export const corrections = createRoute({
  getParentRoute: () => frame,
  path: '/rattelser',
  component: lazyRouteComponent(() => import('./pages/confirm/corrections-page.js'), 'CorrectionsPage'),
});

export const termination = createRoute({
  getParentRoute: () => frame,
  path: '/avsluta',
  validateSearch: (search: Search): { person?: string } => ({ person: textIn(search, 'person') }),
  component: lazyRouteComponent(() => import('./pages/terminate/terminate-page.js'), 'TerminatePage'),
});

export const prerequisites = createRoute({
  getParentRoute: () => frame,
  path: '/forutsattningar',
  validateSearch: (search: Search): { visa?: string; lage?: 'valid' | 'lapsing' | 'lapsed' | 'missing' } => ({
    visa: textIn(search, 'visa'),
    lage: oneOf(textIn(search, 'lage'), ['valid', 'lapsing', 'lapsed', 'missing']),
  }),
  component: lazyRouteComponent(
    () => import('./pages/prerequisites/prerequisites-page.js'),
    'PrerequisitesPage',
  ),
});
