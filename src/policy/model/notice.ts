/** Everything that Grindvakt tells people of its own accord; each has words in src/web/texts (`notices.kinds`). */
export const noticeKinds = [
  'grant-outgrown',
  'unit-inherited',
  'prerequisite-lapsing',
  'prerequisite-lapsed',
  'handling-urgent',
  'handling-late',
  'handling-escalated',
  'handling-done',
  'delivery-unconfirmed',
  'deliveries-unconfirmed',
  'checklist-late',
  'checklist-late-below',
  'duty-vacant',
  'duty-coming',
  'duty-taken',
  'external-ends',
  'external-taken-over',
  'external-ended',
  'external-sponsor',
  'staff-unconfirmed',
  'staff-unconfirmed-below',
  'correction-answered',
  'merge-lost-access',
  'change-held',
  'import-rejected',
  'hr-folder-away',
  'hr-source-silent',
  'request-question',
  'request-answered',
  'approval-reminder',
  'approval-escalated',
  'approval-voided',
  'request-approved',
  'request-refused',
  'request-unanswered',
  'delegation-given',
  'delegation-ended',
  'system-review-due',
  'analysis-lapsing',
  'analysis-lapsed',
  'analysis-answered',
  'analysis-approved',
  'analysis-rejected',
  'action-overdue',
  'duties-conflict',
  'credential-added',
  'credential-removed',
  'credential-barred',
  'device-remembered',
  'device-copied',
  'sign-in-locked',
  'emergency-opened',
  'emergency-used',
  'emergency-closed',
  'emergency-unreviewed',
  'takeover-opened',
  'sign-in-barred',
  'credential-unconfirmed',
  'credential-late',
  'exception-ordered',
  'exception-approved',
  'exception-refused',
  'exception-ends',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Something to know, not to do: it waits on "Min lista" until it is marked as read. */
export interface Notice {
  /** The person who is told. */
  readonly to: string;
  readonly kind: NoticeKind;
  /** The person it is about; the name is looked up when it is shown, masked for those without the need. */
  readonly about?: string | undefined;
  /** What it leads to: `person`, `campaign`, `import` … and its id. */
  readonly objectKind?: string | undefined;
  readonly objectId?: string | undefined;
  /** Words and figures for the text; never a name or a personal number. */
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
  /** Said once: the same mark to the same person is left out. */
  readonly dedupe?: string | undefined;
}
