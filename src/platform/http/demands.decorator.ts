import { SetMetadata } from '@nestjs/common';
import type { DemandedVerb } from '../../policy/assurance/demands.js';

export const demandsKey = 'grindvakt:demands';

/** Which verb the route is, so that the session guard demands its assurance. Without it a route takes level 3. */
export const Demands = (verb: DemandedVerb): MethodDecorator => SetMetadata(demandsKey, verb);
