import { ForeseeAccess } from './foresee-access.js';
import { KeepSimulation } from './keep-simulation.js';
import { ReadComingAccess } from './read-coming-access.js';
import { ReadSimulations } from './read-simulations.js';
import { SimulateOrganisation } from './simulate-organisation.js';
import { SimulateRule } from './simulate-rule.js';
import { SimulatedOrganisationStore } from './simulated-organisation.store.js';
import { SimulationsStore } from './simulations.store.js';

/** What tries out changes before they are made. */
export const simulating = [
  ReadComingAccess,
  ForeseeAccess,
  KeepSimulation,
  ReadSimulations,
  SimulateOrganisation,
  SimulateRule,
  SimulatedOrganisationStore,
  SimulationsStore,
];
