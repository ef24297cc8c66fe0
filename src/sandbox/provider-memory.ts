import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Stored {
  readonly payload: AdapterPayload;
  readonly until: number;
}

/**
 * Where the sandbox identity provider keeps sessions, interactions and codes: this process's memory, for
 * good reason nowhere else. Signing in anew after a restart is all that its loss costs.
 */
export function memoryAdapter(clock: () => number): (model: string) => Adapter {
  const all = new Map<string, Stored>();
  const sweep = () => {
    for (const [key, { until }] of all) if (until <= clock()) all.delete(key);
  };
  const first = (matches: (payload: AdapterPayload) => boolean) => {
    for (const { payload, until } of all.values()) if (until > clock() && matches(payload)) return payload;
    return undefined;
  };
  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`;
    const find = (id: string) => {
      const stored = all.get(keyOf(id));
      return Promise.resolve(stored !== undefined && stored.until > clock() ? stored.payload : undefined);
    };
    return {
      upsert: (id, payload, expiresIn = 0) => {
        if (all.size > 5000) sweep();
        all.set(keyOf(id), { payload, until: expiresIn > 0 ? clock() + expiresIn * 1000 : Infinity });
        return Promise.resolve(undefined);
      },
      find,
      findByUid: (uid) => Promise.resolve(first((payload) => payload.kind === model && payload.uid === uid)),
      findByUserCode: () => Promise.resolve(undefined),
      consume: async (id) => {
        const payload = await find(id);
        if (payload !== undefined) payload.consumed = Math.floor(clock() / 1000);
      },
      destroy: (id) => {
        all.delete(keyOf(id));
        return Promise.resolve(undefined);
      },
      revokeByGrantId: (grantId) => {
        for (const [key, { payload }] of all) if (payload.grantId === grantId) all.delete(key);
        return Promise.resolve(undefined);
      },
    };
  };
}
