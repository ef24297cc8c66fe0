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
