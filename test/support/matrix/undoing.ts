import type { Database, Tx } from '../../../src/platform/database.js';

class Undone extends Error {
  constructor(readonly result: unknown) {
    super('undone');
  }
}

/**
 * From now on what a verb does is done whole, answered for, and taken back: every call of the matrix meets the same
 * world, whoever called before. Not while `stays` is set.
 */
export function undoing(database: Database): { stays: boolean } {
  const way = { stays: false };
  const transaction = database.transaction.bind(database);
  database.transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    if (way.stays) return transaction<T>(work);
    try {
      return await transaction<T>(async (tx) => {
        throw new Undone(await work(tx));
      });
    } catch (error) {
      if (error instanceof Undone) return error.result as T;
      throw error;
    }
  };
  return way;
}
