import { queryOptions } from '@tanstack/react-query';
import type {
  OrganisationChangeList,
  OrganisationChangesData,
  OrganisationUnitList,
  OrganisationUnitsData,
  OrganisationWithoutManagerData,
} from './generated/types.gen.js';
import { get } from './http.js';
import { pages } from './page.js';

/** The units just below one; those at the top for null. */
export function unitsBelowQuery(parentId: string | null) {
  return queryOptions({
    queryKey: ['organisation-units', parentId],
    queryFn: ({ signal }) =>
      get<OrganisationUnitsData, OrganisationUnitList>(
        '/api/organisation/units',
        { query: parentId === null ? {} : { below: parentId } },
        signal,
      ),
  });
}

export const unitsWithoutManagerQuery = pages(['organisation-without-manager'], (after, signal) =>
  get<OrganisationWithoutManagerData, OrganisationUnitList>(
    '/api/organisation/without-manager',
    { query: { after } },
    signal,
  ),
);

export const organisationChangesQuery = pages(['organisation-changes'], (after, signal) =>
  get<OrganisationChangesData, OrganisationChangeList>(
    '/api/organisation/changes',
    { query: { after } },
    signal,
  ),
);
