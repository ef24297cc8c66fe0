import { config, z } from 'zod';

// Before the first schema is made: zod would otherwise try `new Function`, which Trusted Types report on every page.
config({ jitless: true });

export { z };
