import type { HrSource } from '../platform/config-hr.js';
import type { Day } from '../policy/model/day.js';
import type { EmploymentField, UnitField } from '../policy/model/hr-fields.js';
import type { TableReader } from './table-reader.js';

/** Injection token of what reads an HR system's deliveries. */
export const hrReader = Symbol('HrReader');

/** One delivery: the name each file was sent under → where it lies. */
export type Delivery = ReadonlyMap<string, string>;

export const faultCodes = [
  'missing-file',
  'empty-file',
  'file-too-large',
  'manifest-missing',
  'manifest-invalid',
  'manifest-mismatch',
  'wrong-source',
  'not-full',
  'encoding',
  'line-too-long',
  'not-json',
  'header',
  'completeness-missing',
  'count-mismatch',
  'no-rows',
  'truncated',
  'changed-while-reading',
  'mostly-wrong',
  'pull-unreachable',
  'pull-refused',
  'pull-address',
  'pull-answer',
  'pull-incomplete',
] as const;
export type FaultCode = (typeof faultCodes)[number];

/** The delivery as a whole cannot be trusted: nothing of it is used. The message holds no personal number. */
export class DeliveryFault extends Error {
  constructor(
    readonly code: FaultCode,
    message: string,
    readonly file: string | null = null,
    readonly line: number | null = null,
  ) {
    super(message);
    this.name = 'DeliveryFault';
  }
}

/** Numbers of records that the sender stated beside the files: with the upload, or by the API that was asked. */
export interface StatedRows {
  readonly employments?: number | undefined;
  readonly units?: number | undefined;
}

/** By what a file's completeness was stated. A manifest that gives no number of rows states bytes or a digest. */
export type Completeness = 'manifest' | 'rows' | 'count-line' | 'total';

export type FoundEncoding = 'utf-8' | 'utf-16le' | 'windows-1252' | 'ascii';

/** What a file turned out to be, as the import states it. */
export interface FoundFile {
  readonly name: string;
  readonly format: 'csv' | 'json';
  /** `ascii` reads the same in either. */
  readonly encoding: FoundEncoding;
  /** Began with a byte order mark. */
  readonly mark: boolean;
  /** Nobody declared the encoding: it was told by the bytes. */
  readonly detected: boolean;
  readonly bytes: number;
  readonly completeness: Completeness[];
}

export interface Inspected {
  /** SHA-256 over both files' SHA-256: the same rows byte for byte, whatever the manifest says beside. */
  readonly digest: Buffer;
  readonly bytes: number;
  /** The day the manifest states. */
  readonly snapshotDate: Day | null;
  /** When it was written, as the manifest states. */
  readonly generatedAt: Date | null;
  readonly files: FoundFile[];
}

/** Why a record by itself cannot be read. */
export type Malformed =
  | 'malformed-quotes'
  | 'malformed-json'
  | 'not-a-value'
  | 'inexact-number'
  | 'joined-twice'
  | 'joined-unreadable';

/** One record; `line` is where it begins, the header being line 1. In JSON it is the row's number, from 1. */
export interface HrRecord {
  readonly line: number;
  readonly fields: readonly string[];
  /** Set when it makes no sense; the fields are then a guess, good for sparing whom they may name. */
  readonly malformed: Malformed | null;
}

/** A record by its two keys and a digest: enough to see whether it says anything new. */
export interface DigestedRecord {
  readonly line: number;
  readonly number: string;
  readonly personKey: string;
  /** 16 bytes as hex. */
  readonly digest: string;
}

/** Whether a record says what is known already: it is then counted and not given. @param digest its bytes, a character each */
export type IsKnown = (digest: string, line: number) => boolean;

/** A file whose header has been found right. It may be read more than once; every reading throws DeliveryFault. */
export interface HrFile<Field extends string> {
  /** Where each declared column stands among a record's fields. */
  readonly columns: Readonly<Partial<Record<Field, number>>>;
  /** Number of fields a record should have. */
  readonly width: number;
  /** Records in batches of about a megabyte. @param wanted by line; all unless told */
  batches(wanted?: (line: number) => boolean): AsyncGenerator<readonly HrRecord[]>;
  /**
   * A digest of every record over the columns it covers, whatever the others say; and as they are, records that are
   * malformed or have the wrong number of fields.
   * @param salt ASCII; another salt gives other digests
   */
  digests(
    covered: readonly Field[],
    named: { number: Field; personKey: Field },
    salt: string,
    isKnown?: IsKnown,
  ): AsyncGenerator<readonly (DigestedRecord | HrRecord)[]>;
  /** The digest of a record that has been cut into fields: the same as `digests` gives. */
  digestOf(
    fields: readonly string[],
    covered: readonly Field[],
    named: { number: Field; personKey: Field },
    salt: string,
  ): string;
}

/** The port to an HR system's files: completeness, encoding and records; what a row means is for the rules. */
export interface HrReader {
  /** Lets go of what was kept of a delivery between its readings. */
  close(delivery: Delivery): Promise<void>;
  /** Files that are not snapshots. */
  readonly tables: TableReader;
  /** Completeness: every file there, of the stated size and digest, in an encoding we can read. @throws DeliveryFault */
  inspect(delivery: Delivery, source: HrSource, stated?: StatedRows): Promise<Inspected>;
  /** @param asOf the day that the delivery describes. @throws DeliveryFault */
  openEmployments(
    delivery: Delivery,
    source: HrSource,
    stated?: StatedRows,
    asOf?: Day,
  ): Promise<HrFile<EmploymentField>>;
  /** Null when the source has no units of its own. @throws DeliveryFault */
  openUnits(
    delivery: Delivery,
    source: HrSource,
    stated?: StatedRows,
    asOf?: Day,
  ): Promise<HrFile<UnitField> | null>;
}
