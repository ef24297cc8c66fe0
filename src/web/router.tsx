import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { findingKinds, type FindingKind } from './api/data-quality.js';
import {
  confirmStaff,
  corrections,
  external,
  externals,
  leaver,
  leavers,
  person,
  prerequisites,
  registerExternal,
  staff,
  termination,
} from './people-routes.js';
import {
  accessMap,
  analyses,
  analysis,
  apiClients,
  authority,
  discovery,
  newSeparationRule,
  providers,
  register,
  registeredSystem,
  registerSystem,
  writeSystem,
  entitlement,
  newRole,
  newRoleVersion,
  role,
  roles,
  separation,
  separationRule,
  signInHelp,
  emergencies,
  emergency,
  unassessed,
  handling,
} from './access-routes.js';
import {
  cookies,
  credentialReports,
  exceptions,
  outsideReport,
  reportCredential,
  sessions,
} from './own-routes.js';
import { history, oneRequest, ownRequests, request } from './request-routes.js';
import { frame, oneOf, root, textIn, type Search } from './root-routes.js';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/logga-in',
  validateSearch: (search: Search): { till?: string; fel?: string; ref?: string } => ({
    till: textIn(search, 'till'),
    fel: textIn(search, 'fel'),
    ref: textIn(search, 'ref'),
  }),
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.js'), 'SignInPage'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/inbjudan',
  component: lazyRouteComponent(() => import('./pages/invitation/invitation-page.js'), 'InvitationPage'),
});

const emergencySignIn = createRoute({
  getParentRoute: () => root,
  path: '/nodkonto',
  component: lazyRouteComponent(
    () => import('./pages/emergency/emergency-sign-in-page.js'),
    'EmergencySignInPage',
  ),
});

const tasks = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/tasks/tasks-page.js'), 'TasksPage'),
});

const approvals = createRoute({
  getParentRoute: () => frame,
  path: '/godkannanden',
  validateSearch: (search: Search): { visa?: 'beslutade' | 'skickade'; roll?: string } => ({
    visa: oneOf(textIn(search, 'visa'), ['beslutade', 'skickade']),
    roll: textIn(search, 'roll'),
  }),
  component: lazyRouteComponent(() => import('./pages/approvals/approvals-page.js'), 'ApprovalsPage'),
});

const delegations = createRoute({
  getParentRoute: () => frame,
  path: '/delegering',
  component: lazyRouteComponent(() => import('./pages/delegations/delegations-page.js'), 'DelegationsPage'),
});

const approval = createRoute({
  getParentRoute: () => approvals,
  path: '$requestId',
  component: lazyRouteComponent(() => import('./pages/approvals/request-drawer.js'), 'RequestDrawer'),
});

const reviews = createRoute({
  getParentRoute: () => frame,
  path: '/granska',
  validateSearch: (search: Search): { visa?: 'avslutade' } => ({
    visa: oneOf(textIn(search, 'visa'), ['avslutade']),
  }),
  component: lazyRouteComponent(() => import('./pages/reviews/reviews-page.js'), 'ReviewsPage'),
});

const review = createRoute({
  getParentRoute: () => frame,
  path: '/granska/$campaignId',
  component: lazyRouteComponent(() => import('./pages/reviews/review-page.js'), 'ReviewPage'),
});

const privilege = createRoute({
  getParentRoute: () => frame,
  path: '/forhojd',
  component: lazyRouteComponent(() => import('./pages/privilege/privilege-page.js'), 'PrivilegePage'),
});

const imports = createRoute({
  getParentRoute: () => frame,
  path: '/importer',
  validateSearch: (search: Search): { visa?: 'handelser' | 'pass' } => ({
    visa: oneOf(textIn(search, 'visa'), ['handelser', 'pass']),
  }),
  component: lazyRouteComponent(() => import('./pages/imports/imports-page.js'), 'ImportsPage'),
});

const oneImport = createRoute({
  getParentRoute: () => frame,
  path: '/importer/$importId',
  component: lazyRouteComponent(() => import('./pages/imports/import-page.js'), 'ImportPage'),
});

const organisation = createRoute({
  getParentRoute: () => frame,
  path: '/organisation',
  validateSearch: (search: Search): { visa?: 'utan-chef' | 'andringar' } => ({
    visa: oneOf(textIn(search, 'visa'), ['utan-chef', 'andringar']),
  }),
  component: lazyRouteComponent(
    () => import('./pages/organisation/organisation-page.js'),
    'OrganisationPage',
  ),
});

const held = createRoute({
  getParentRoute: () => frame,
  path: '/stoppat/$heldId',
  component: lazyRouteComponent(() => import('./pages/held/held-page.js'), 'HeldPage'),
});

const simulations = createRoute({
  getParentRoute: () => frame,
  path: '/simulering',
  component: lazyRouteComponent(() => import('./pages/simulations/simulations-page.js'), 'SimulationsPage'),
});

const simulation = createRoute({
  getParentRoute: () => frame,
  path: '/simulering/$simulationId',
  component: lazyRouteComponent(() => import('./pages/simulations/simulation-page.js'), 'SimulationPage'),
});

const dataQuality = createRoute({
  getParentRoute: () => frame,
  path: '/datakvalitet',
  validateSearch: (search: Search): { visa?: FindingKind } => ({
    visa: oneOf(textIn(search, 'visa'), findingKinds),
  }),
  component: lazyRouteComponent(() => import('./pages/data-quality/data-quality-page.js'), 'DataQualityPage'),
});

const correlationCase = createRoute({
  getParentRoute: () => frame,
  path: '/datakvalitet/fall/$caseId',
  component: lazyRouteComponent(() => import('./pages/data-quality/case-page.js'), 'CasePage'),
});

const me = createRoute({
  getParentRoute: () => frame,
  path: '/jag',
  component: lazyRouteComponent(() => import('./pages/me/me-page.js'), 'MePage'),
});

const keys = createRoute({
  getParentRoute: () => frame,
  path: '/nycklar',
  component: lazyRouteComponent(() => import('./pages/keys/keys-page.js'), 'KeysPage'),
});

const gallery = createRoute({
  getParentRoute: () => root,
  path: '/galleri',
  component: lazyRouteComponent(() => import('./pages/gallery/gallery-page.js'), 'GalleryPage'),
});

const tree = root.addChildren([
  signIn,
  invitation,
  emergencySignIn,
  gallery,
  outsideReport,
  cookies,
  frame.addChildren([
    sessions,
    reportCredential,
    credentialReports,
    exceptions,
    accessMap,
    discovery,
    unassessed,
    handling,
    apiClients,
    providers,
    keys,
    signInHelp,
    emergencies,
    emergency,
    leavers,
    leaver,
    externals,
    separation,
    newSeparationRule,
    separationRule,
    register,
    registeredSystem,
    registerSystem,
    writeSystem,
    entitlement,
    newRole,
    newRoleVersion,
    roles,
    role,
    authority,
    registerExternal,
    external,
    confirmStaff,
    corrections,
    analyses,
    analysis,
    tasks,
    staff,
    person,
    request,
    ownRequests,
    oneRequest,
    history,
    approvals.addChildren([approval]),
    delegations,
    reviews,
    review,
    termination,
    privilege,
    imports,
    oneImport,
    prerequisites,
    held,
    simulations,
    simulation,
    organisation,
    dataQuality,
    correlationCase,
    me,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    scrollRestoration: true,
    // Plain ?visa=alla instead of JSON in quotes: addresses are read out on the phone.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: (search) => {
      const pairs = Object.entries(search).flatMap(([key, value]) =>
        typeof value === 'string' && value !== '' ? [[key, value]] : [],
      );
      return pairs.length > 0 ? `?${new URLSearchParams(pairs).toString()}` : '';
    },
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
