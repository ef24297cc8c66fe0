import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frame, oneOf, textIn, type Search } from './root-routes.js';

interface RequestSearch {
  person?: string;
  anstallning?: string;
  roll?: string;
  steg?: 'bedomning' | 'granska';
  slag?: 'forlangning';
  /** Roles that were chosen together with this one and come after it. */
  kvar?: string;
  utkast?: string;
  /** The draft of a request for several people. */
  flera?: string;
  /** The request that was sent: its page can be read again, and Back does not come to a form that is spent. */
  skickad?: string;
  /** The role of which the access is to be ended. */
  bort?: string;
}

function requestSearch(search: Search): RequestSearch {
  return {
    person: textIn(search, 'person'),
    anstallning: textIn(search, 'anstallning'),
    roll: textIn(search, 'roll'),
    steg: oneOf(textIn(search, 'steg'), ['bedomning', 'granska']),
    slag: oneOf(textIn(search, 'slag'), ['forlangning']),
    kvar: textIn(search, 'kvar'),
    utkast: textIn(search, 'utkast'),
    flera: textIn(search, 'flera'),
    skickad: textIn(search, 'skickad'),
    bort: textIn(search, 'bort'),
  };
}

interface HistoryParams {
  q?: string;
  person?: string;
  lage?: 'pending' | 'approved' | 'refused' | 'withdrawn' | 'closed';
  slag?: 'new' | 'extension' | 'removal';
  fran?: string;
  till?: string;
}

function historySearch(search: Search): HistoryParams {
  return {
    q: textIn(search, 'q'),
    person: textIn(search, 'person'),
    lage: oneOf(textIn(search, 'lage'), ['pending', 'approved', 'refused', 'withdrawn', 'closed']),
    slag: oneOf(textIn(search, 'slag'), ['new', 'extension', 'removal']),
    fran: textIn(search, 'fran'),
    till: textIn(search, 'till'),
  };
}

export const request = createRoute({
  getParentRoute: () => frame,
  path: '/begar',
  validateSearch: requestSearch,
  component: lazyRouteComponent(() => import('./pages/request/request-page.js'), 'RequestPage'),
});

export const ownRequests = createRoute({
  getParentRoute: () => frame,
  path: '/begaranden',
  component: lazyRouteComponent(() => import('./pages/requests/own-requests-page.js'), 'OwnRequestsPage'),
});

export const oneRequest = createRoute({
  getParentRoute: () => frame,
  path: '/begaranden/$requestId',
  component: lazyRouteComponent(() => import('./pages/requests/one-request-page.js'), 'OneRequestPage'),
});

export const history = createRoute({
  getParentRoute: () => frame,
  path: '/historik',
  validateSearch: historySearch,
  component: lazyRouteComponent(() => import('./pages/requests/history-page.js'), 'HistoryPage'),
});
