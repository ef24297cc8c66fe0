import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frame, oneOf, textIn, type Search } from './root-routes.js';

export const separation = createRoute({
  getParentRoute: () => frame,
  path: '/atskilda',
  validateSearch: (search: Search): { visa?: 'regler' | 'undantag' } => ({
    visa: oneOf(textIn(search, 'visa'), ['regler', 'undantag']),
  }),
  component: lazyRouteComponent(() => import('./pages/separation/separation-page.js'), 'SeparationPage'),
});

export const newSeparationRule = createRoute({
  getParentRoute: () => frame,
  path: '/atskilda/ny',
  component: lazyRouteComponent(() => import('./pages/separation/rule-page.js'), 'NewSeparationRulePage'),
});

export const separationRule = createRoute({
  getParentRoute: () => frame,
  path: '/atskilda/$ruleId',
  component: lazyRouteComponent(() => import('./pages/separation/rule-page.js'), 'SeparationRulePage'),
});

export const register = createRoute({
  getParentRoute: () => frame,
  path: '/systemregister',
  component: lazyRouteComponent(() => import('./pages/register/register-page.js'), 'RegisterPage'),
});

export const registeredSystem = createRoute({
  getParentRoute: () => frame,
  path: '/systemregister/$systemId',
  validateSearch: (search: Search): { visa?: 'behorigheter' | 'roller' | 'versioner' | 'historik' } => ({
    visa: oneOf(textIn(search, 'visa'), ['behorigheter', 'roller', 'versioner', 'historik']),
  }),
  component: lazyRouteComponent(() => import('./pages/register/system-page.js'), 'SystemPage'),
});

export const registerSystem = createRoute({
  getParentRoute: () => frame,
  path: '/systemregister/ny',
  component: lazyRouteComponent(
    () => import('./pages/register/register-system-page.js'),
    'RegisterSystemPage',
  ),
});

export const writeSystem = createRoute({
  getParentRoute: () => frame,
  path: '/systemregister/$systemId/andra',
  component: lazyRouteComponent(() => import('./pages/register/write-system-page.js'), 'WriteSystemPage'),
});

export const entitlement = createRoute({
  getParentRoute: () => frame,
  path: '/systemregister/$systemId/behorighet/$entitlementId',
  component: lazyRouteComponent(() => import('./pages/register/entitlement-page.js'), 'EntitlementPage'),
});

export const newRole = createRoute({
  getParentRoute: () => frame,
  path: '/systemregister/$systemId/roll',
  component: lazyRouteComponent(() => import('./pages/register/role-form-page.js'), 'NewRolePage'),
});

export const newRoleVersion = createRoute({
  getParentRoute: () => frame,
  path: '/roller/$roleId/andra',
  component: lazyRouteComponent(() => import('./pages/register/role-form-page.js'), 'NewVersionPage'),
});

export const roles = createRoute({
  getParentRoute: () => frame,
  path: '/roller',
  component: lazyRouteComponent(() => import('./pages/register/roles-page.js'), 'RolesPage'),
});

export const role = createRoute({
  getParentRoute: () => frame,
  path: '/roller/$roleId',
  validateSearch: (search: Search): { visa?: 'versioner' | 'historik' } => ({
    visa: oneOf(textIn(search, 'visa'), ['versioner', 'historik']),
  }),
  component: lazyRouteComponent(() => import('./pages/register/role-page.js'), 'RolePage'),
});

export const authority = createRoute({
  getParentRoute: () => frame,
  path: '/vem-far',
  component: lazyRouteComponent(() => import('./pages/authority/authority-page.js'), 'AuthorityPage'),
});

export const accessMap = createRoute({
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

export const discovery = createRoute({
  getParentRoute: () => frame,
  path: '/upptackt',
  validateSearch: (search: Search): { visa?: 'undantagna' } => ({
    visa: oneOf(textIn(search, 'visa'), ['undantagna']),
  }),
  component: lazyRouteComponent(() => import('./pages/discovery/discovery-page.js'), 'DiscoveryPage'),
});

export const unassessed = createRoute({
  getParentRoute: () => frame,
  path: '/oprovat',
  validateSearch: (search: Search): { visa?: 'beslutade' | 'system' | 'alla' | 'losa' } => ({
    visa: oneOf(textIn(search, 'visa'), ['beslutade', 'system', 'alla', 'losa']),
  }),
  component: lazyRouteComponent(() => import('./pages/unassessed/unassessed-page.js'), 'UnassessedPage'),
});

export const handling = createRoute({
  getParentRoute: () => frame,
  path: '/handlaggning',
  validateSearch: (search: Search): { visa?: 'klara'; system?: string } => ({
    visa: oneOf(textIn(search, 'visa'), ['klara']),
    system: textIn(search, 'system'),
  }),
  component: lazyRouteComponent(() => import('./pages/handling/handling-page.js'), 'HandlingPage'),
});

export const providers = createRoute({
  getParentRoute: () => frame,
  path: '/inloggningstjanster',
  validateSearch: (search: Search): { provad?: string } => ({ provad: textIn(search, 'provad') }),
  component: lazyRouteComponent(() => import('./pages/providers/providers-page.js'), 'ProvidersPage'),
});

export const apiClients = createRoute({
  getParentRoute: () => frame,
  path: '/api-klienter',
  component: lazyRouteComponent(() => import('./pages/api-clients/api-clients-page.js'), 'ApiClientsPage'),
});

export const analyses = createRoute({
  getParentRoute: () => frame,
  path: '/analyser',
  validateSearch: (search: Search): { visa?: 'utkast' | 'gar-ut' | 'saknas' | 'atgarder' } => ({
    visa: oneOf(textIn(search, 'visa'), ['utkast', 'gar-ut', 'saknas', 'atgarder']),
  }),
  component: lazyRouteComponent(() => import('./pages/analyses/analyses-page.js'), 'AnalysesPage'),
});

export const analysis = createRoute({
  getParentRoute: () => frame,
  path: '/analyser/$analysisId',
  validateSearch: (search: Search): { visa?: 'riskbild' | 'yttranden' | 'atgarder' | 'versioner' } => ({
    visa: oneOf(textIn(search, 'visa'), ['riskbild', 'yttranden', 'atgarder', 'versioner']),
  }),
  component: lazyRouteComponent(() => import('./pages/analyses/analysis-page.js'), 'AnalysisPage'),
});

export const signInHelp = createRoute({
  getParentRoute: () => frame,
  path: '/inloggningshjalp',
  validateSearch: (search: Search): { person?: string } => ({ person: textIn(search, 'person') }),
  component: lazyRouteComponent(() => import('./pages/sign-in-help/sign-in-help-page.js'), 'SignInHelpPage'),
});

export const emergencies = createRoute({
  getParentRoute: () => frame,
  path: '/nodkonton',
  component: lazyRouteComponent(() => import('./pages/emergency/emergencies-page.js'), 'EmergenciesPage'),
});

export const emergency = createRoute({
  getParentRoute: () => frame,
  path: '/nodkonton/$emergencyId',
  component: lazyRouteComponent(() => import('./pages/emergency/emergency-page.js'), 'EmergencyPage'),
});
