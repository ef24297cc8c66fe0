import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frame, oneOf, root, textIn, type Search } from './root-routes.js';

export const sessions = createRoute({
  getParentRoute: () => frame,
  path: '/sessioner',
  component: lazyRouteComponent(() => import('./pages/sessions/sessions-page.js'), 'SessionsPage'),
});

export const reportCredential = createRoute({
  getParentRoute: () => frame,
  path: '/anmal-kort',
  validateSearch: (search: Search): { person?: string } => ({ person: textIn(search, 'person') }),
  component: lazyRouteComponent(() => import('./pages/credentials/report-page.js'), 'ReportPage'),
});

export const credentialReports = createRoute({
  getParentRoute: () => frame,
  path: '/sparrade',
  validateSearch: (search: Search): { visa?: 'avslutade' } => ({
    visa: oneOf(textIn(search, 'visa'), ['avslutade']),
  }),
  component: lazyRouteComponent(() => import('./pages/credentials/reports-page.js'), 'ReportsPage'),
});

export const exceptions = createRoute({
  getParentRoute: () => frame,
  path: '/undantag',
  component: lazyRouteComponent(() => import('./pages/exceptions/exceptions-page.js'), 'ExceptionsPage'),
});

export const outsideReport = createRoute({
  getParentRoute: () => root,
  path: '/anmal-forlust',
  component: lazyRouteComponent(() => import('./pages/credentials/outside-page.js'), 'OutsidePage'),
});

export const cookies = createRoute({
  getParentRoute: () => root,
  path: '/kakor',
  component: lazyRouteComponent(() => import('./pages/cookies/cookies-page.js'), 'CookiesPage'),
});
