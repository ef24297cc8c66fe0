import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { findingKinds, type FindingKind } from './api/data-quality.js';
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

const staff = createRoute({
  getParentRoute: () => frame,
  path: '/personal',
  validateSearch: (search: Search): { q?: string; visa?: 'alla' } => ({
    q: textIn(search, 'q'),
    visa: oneOf(textIn(search, 'visa'), ['alla']),
  }),
  component: lazyRouteComponent(() => import('./pages/staff/staff-page.js'), 'StaffPage'),
});

const person = createRoute({
  getParentRoute: () => frame,
  path: '/personal/$personId',
  component: lazyRouteComponent(() => import('./pages/staff/person-page.js'), 'PersonPage'),
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

const termination = createRoute({
  getParentRoute: () => frame,
  path: '/avsluta',
  validateSearch: (search: Search): { person?: string } => ({ person: textIn(search, 'person') }),
  component: lazyRouteComponent(() => import('./pages/terminate/terminate-page.js'), 'TerminatePage'),
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

const prerequisites = createRoute({
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

const signInHelp = createRoute({
  getParentRoute: () => frame,
  path: '/inloggningshjalp',
  validateSearch: (search: Search): { person?: string } => ({ person: textIn(search, 'person') }),
  component: lazyRouteComponent(() => import('./pages/sign-in-help/sign-in-help-page.js'), 'SignInHelpPage'),
});

const emergencies = createRoute({
  getParentRoute: () => frame,
  path: '/nodkonton',
  component: lazyRouteComponent(() => import('./pages/emergency/emergencies-page.js'), 'EmergenciesPage'),
});

const emergency = createRoute({
  getParentRoute: () => frame,
  path: '/nodkonton/$emergencyId',
  component: lazyRouteComponent(() => import('./pages/emergency/emergency-page.js'), 'EmergencyPage'),
});

const leavers = createRoute({
  getParentRoute: () => frame,
  path: '/avslut',
  validateSearch: (search: Search): { visa?: 'forsenade' | 'mina' | 'avslutade' | 'vakanta' } => ({
    visa: oneOf(textIn(search, 'visa'), ['forsenade', 'mina', 'avslutade', 'vakanta']),
  }),
  component: lazyRouteComponent(() => import('./pages/leavers/leavers-page.js'), 'LeaversPage'),
});

const leaver = createRoute({
  getParentRoute: () => frame,
  path: '/avslut/$checklistId',
  component: lazyRouteComponent(() => import('./pages/leavers/leaver-page.js'), 'LeaverPage'),
});

const externals = createRoute({
  getParentRoute: () => frame,
  path: '/externa',
  validateSearch: (search: Search): { visa?: 'mina' | 'slutar' | 'brister' | 'tidigare' } => ({
    visa: oneOf(textIn(search, 'visa'), ['mina', 'slutar', 'brister', 'tidigare']),
  }),
  component: lazyRouteComponent(() => import('./pages/externals/externals-page.js'), 'ExternalsPage'),
});

const separation = createRoute({
  getParentRoute: () => frame,
  path: '/atskilda',
  validateSearch: (search: Search): { visa?: 'regler' | 'undantag' } => ({
    visa: oneOf(textIn(search, 'visa'), ['regler', 'undantag']),
  }),
  component: lazyRouteComponent(() => import('./pages/separation/separation-page.js'), 'SeparationPage'),
});

const newSeparationRule = createRoute({
  getParentRoute: () => frame,
  path: '/atskilda/ny',
  component: lazyRouteComponent(() => import('./pages/separation/rule-page.js'), 'NewSeparationRulePage'),
});

const separationRule = createRoute({
  getParentRoute: () => frame,
  path: '/atskilda/$ruleId',
  component: lazyRouteComponent(() => import('./pages/separation/rule-page.js'), 'SeparationRulePage'),
});

const register = createRoute({
  getParentRoute: () => frame,
  path: '/systemregister',
  component: lazyRouteComponent(() => import('./pages/register/register-page.js'), 'RegisterPage'),
});

const registeredSystem = createRoute({
  getParentRoute: () => frame,
  path: '/systemregister/$systemId',
  validateSearch: (search: Search): { visa?: 'behorigheter' | 'roller' | 'versioner' | 'historik' } => ({
    visa: oneOf(textIn(search, 'visa'), ['behorigheter', 'roller', 'versioner', 'historik']),
  }),
  component: lazyRouteComponent(() => import('./pages/register/system-page.js'), 'SystemPage'),
});

const roles = createRoute({
  getParentRoute: () => frame,
  path: '/roller',
  component: lazyRouteComponent(() => import('./pages/register/roles-page.js'), 'RolesPage'),
});

const role = createRoute({
  getParentRoute: () => frame,
  path: '/roller/$roleId',
  validateSearch: (search: Search): { visa?: 'versioner' | 'historik' } => ({
    visa: oneOf(textIn(search, 'visa'), ['versioner', 'historik']),
  }),
  component: lazyRouteComponent(() => import('./pages/register/role-page.js'), 'RolePage'),
});

const authority = createRoute({
  getParentRoute: () => frame,
  path: '/vem-far',
  component: lazyRouteComponent(() => import('./pages/authority/authority-page.js'), 'AuthorityPage'),
});

const registerExternal = createRoute({
  getParentRoute: () => frame,
  path: '/externa/ny',
  component: lazyRouteComponent(() => import('./pages/externals/register-page.js'), 'RegisterExternalPage'),
});

const external = createRoute({
  getParentRoute: () => frame,
  path: '/externa/$externalId',
  component: lazyRouteComponent(() => import('./pages/externals/external-page.js'), 'ExternalPage'),
});

const confirmStaff = createRoute({
  getParentRoute: () => frame,
  path: '/personal/bekrafta',
  component: lazyRouteComponent(() => import('./pages/confirm/confirm-page.js'), 'ConfirmPage'),
});

const corrections = createRoute({
  getParentRoute: () => frame,
  path: '/rattelser',
  component: lazyRouteComponent(() => import('./pages/confirm/corrections-page.js'), 'CorrectionsPage'),
});

const accessMap = createRoute({
  getParentRoute: () => frame,
  path: '/atkomst',
  validateSearch: (
    search: Search,
  ): {
    enhet?: string;
    system?: string;
    roll?: string;
    risk?: number;
    hog?: boolean;
    dag?: string;
    visa?: 'tabell';
  } => ({
    enhet: textIn(search, 'enhet'),
    system: textIn(search, 'system'),
    roll: textIn(search, 'roll'),
    risk: [2, 3, 4, 5].find((risk) => String(risk) === textIn(search, 'risk')),
    hog: search['hog'] === true ? true : undefined,
    dag: textIn(search, 'dag'),
    visa: oneOf(textIn(search, 'visa'), ['tabell']),
  }),
  component: lazyRouteComponent(() => import('./pages/access-map/access-map-page.js'), 'AccessMapPage'),
});

const discovery = createRoute({
  getParentRoute: () => frame,
  path: '/upptackt',
  validateSearch: (search: Search): { visa?: 'undantagna' } => ({
    visa: oneOf(textIn(search, 'visa'), ['undantagna']),
  }),
  component: lazyRouteComponent(() => import('./pages/discovery/discovery-page.js'), 'DiscoveryPage'),
});

const unassessed = createRoute({
  getParentRoute: () => frame,
  path: '/oprovat',
  validateSearch: (search: Search): { visa?: 'beslutade' | 'system' | 'alla' | 'losa' } => ({
    visa: oneOf(textIn(search, 'visa'), ['beslutade', 'system', 'alla', 'losa']),
  }),
  component: lazyRouteComponent(() => import('./pages/unassessed/unassessed-page.js'), 'UnassessedPage'),
});

const providers = createRoute({
  getParentRoute: () => frame,
  path: '/inloggningstjanster',
  validateSearch: (search: Search): { provad?: string } => ({ provad: textIn(search, 'provad') }),
  component: lazyRouteComponent(() => import('./pages/providers/providers-page.js'), 'ProvidersPage'),
});

const apiClients = createRoute({
  getParentRoute: () => frame,
  path: '/api-klienter',
  component: lazyRouteComponent(() => import('./pages/api-clients/api-clients-page.js'), 'ApiClientsPage'),
});

const analyses = createRoute({
  getParentRoute: () => frame,
  path: '/analyser',
  validateSearch: (search: Search): { visa?: 'utkast' | 'gar-ut' | 'saknas' | 'atgarder' } => ({
    visa: oneOf(textIn(search, 'visa'), ['utkast', 'gar-ut', 'saknas', 'atgarder']),
  }),
  component: lazyRouteComponent(() => import('./pages/analyses/analyses-page.js'), 'AnalysesPage'),
});

const analysis = createRoute({
  getParentRoute: () => frame,
  path: '/analyser/$analysisId',
  validateSearch: (search: Search): { visa?: 'riskbild' | 'yttranden' | 'atgarder' | 'versioner' } => ({
    visa: oneOf(textIn(search, 'visa'), ['riskbild', 'yttranden', 'atgarder', 'versioner']),
  }),
  component: lazyRouteComponent(() => import('./pages/analyses/analysis-page.js'), 'AnalysisPage'),
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
