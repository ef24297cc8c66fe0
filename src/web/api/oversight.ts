import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AccessHolders,
  AccessMap,
  AccessMapExport,
  ExportAccessMap,
  GrantWhy,
  OversightAccessMapData,
  OversightExportMapData,
  OversightGrantWhyData,
  OversightHoldersData,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

/** How the map is narrowed; what is left out is not asked about. */
export interface MapFilter {
  unitId?: string | undefined;
  systemId?: string | undefined;
  roleId?: string | undefined;
  minimumRisk?: number | undefined;
  privileged?: boolean | undefined;
  on?: string | undefined;
}

export function accessMapQuery(filter: MapFilter) {
  return queryOptions({
    queryKey: ['access-map', filter],
    queryFn: ({ signal }) =>
      get<OversightAccessMapData, AccessMap>('/api/access-map', { query: asked(filter) }, signal),
    placeholderData: keepPreviousData,
  });
}

export function holdersQuery(filter: MapFilter & { own?: boolean }) {
  return pages(['access-holders', filter], (after, signal) =>
    get<OversightHoldersData, AccessHolders>(
      '/api/access-map/holders',
      { query: { ...asked(filter), ...(filter.own ? { own: 'true' } : {}), after } },
      signal,
    ),
  );
}

export function exportMap(body: ExportAccessMap): Promise<AccessMapExport> {
  return post<OversightExportMapData, AccessMapExport>('/api/access-map/exports', { body });
}

export function grantWhyQuery(id: string) {
  return queryOptions({
    queryKey: ['grant-why', id],
    queryFn: ({ signal }) =>
      get<OversightGrantWhyData, GrantWhy>('/api/grants/{id}/why', { path: { id } }, signal),
  });
}

function asked({ privileged, ...filter }: MapFilter) {
  const { unitId, systemId, roleId, minimumRisk, on } = filter;
  return {
    unitId,
    systemId,
    roleId,
    minimumRisk,
    on,
    ...(privileged === undefined ? {} : { privileged: String(privileged) }),
  };
}
