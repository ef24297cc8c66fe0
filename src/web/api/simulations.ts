import { queryOptions } from '@tanstack/react-query';
import type {
  Simulate,
  Simulation,
  SimulationChoices,
  SimulationEffectList,
  SimulationList,
  SimulationsChoicesData,
  SimulationsListData,
  SimulationsOneData,
  SimulationsPersonsData,
  SimulationsRunData,
  SimulationsUnitData,
  SimulationsUnitsData,
  SimulationUnit,
  SimulationUnits,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const simulationChoicesQuery = queryOptions({
  queryKey: ['simulation-choices'],
  queryFn: ({ signal }) =>
    get<SimulationsChoicesData, SimulationChoices>('/api/simulations/choices', {}, signal),
});

export const simulationsQuery = pages(['simulations'], (after, signal) =>
  get<SimulationsListData, SimulationList>('/api/simulations', { query: { after } }, signal),
);

/** Open units by name or code, told apart by what lies above them. */
export async function findSimulationUnits(
  q: string,
  signal: AbortSignal,
): Promise<{ items: { id: string; name: string; detail: string }[] }> {
  const found = await get<SimulationsUnitsData, SimulationUnits>(
    '/api/simulations/units',
    { query: { q } },
    signal,
  );
  return {
    items: found.items.map(({ id, code, name, above }) => ({
      id,
      name,
      detail: [above, code].filter(Boolean).join(' · '),
    })),
  };
}

export function simulationUnitQuery(id: string) {
  return queryOptions({
    queryKey: ['simulation-unit', id],
    queryFn: ({ signal }) =>
      get<SimulationsUnitData, SimulationUnit>('/api/simulations/units/{id}', { path: { id } }, signal),
  });
}

export function simulationQuery(id: string) {
  return queryOptions({
    queryKey: ['simulation', id],
    queryFn: ({ signal }) =>
      get<SimulationsOneData, Simulation>('/api/simulations/{id}', { path: { id } }, signal),
  });
}

export function simulationPersonsQuery(id: string) {
  return pages(['simulation-persons', id], (after, signal) =>
    get<SimulationsPersonsData, SimulationEffectList>(
      '/api/simulations/{id}/persons',
      { path: { id }, query: { after } },
      signal,
    ),
  );
}

export function simulate(body: Simulate): Promise<Simulation> {
  return post<SimulationsRunData, Simulation>('/api/simulations', { body });
}
