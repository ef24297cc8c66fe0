import { startEdge } from '../../support/edge.js';

/** The platform and sign-in, with so many people who work here, in a process of its own. Prints its address. */
const [issuer = '', people = '0'] = process.argv.slice(2);
const edge = await startEdge({
  providers: [
    {
      id: 'idp',
      name: 'IdP',
      issuer,
      clientId: 'grindvakt',
      clientSecret: 'a-secret-of-the-benchmark',
      levels: { 'http://id.sambi.se/loa/loa3': 3 },
      claims: { hsaId: 'employeeHsaId' },
    },
  ],
});
for (let i = 0; i < Number(people); i += 1) await edge.addPerson({ hsaId: `SE5555555555-P${String(i)}` });
process.stdout.write(`${edge.url}\n`);
process.stdin.on('close', () => process.exit()).resume();
