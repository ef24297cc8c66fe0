/** Assurance level on the Swedish scale; 3 is a SITHS card or a comparable e-identification. */
export type Level = 1 | 2 | 3 | 4;

export type Channel = 'web' | 'command' | 'folder' | 'api' | 'schedule' | 'directory';

/** Who acts, from where and with which assurance: what every audit entry says (H13.1.8). */
export type Actor =
  | {
      readonly kind: 'person';
      readonly personId: string;
      readonly level: Level;
      /** When the person last proved who they are: what is sensitive wants it to be recent. */
      readonly authenticatedAt: Date;
      readonly channel: Channel;
      readonly address: string | null;
    }
  | { readonly kind: 'operator'; readonly name: string; readonly channel: Channel }
  | { readonly kind: 'system'; readonly name: string; readonly channel: Channel };

export type PersonActor = Extract<Actor, { kind: 'person' }>;
