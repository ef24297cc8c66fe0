import { z } from 'zod';
import { instant } from '../../platform/http/returns.decorator.js';

export const deviceIdSchema = z.object({ id: z.uuid() });

export const devicesSchema = z
  .object({
    /** For how many days a device may be known; null: for none of what the person holds. */
    days: z.int().nullable(),
    /** A new sign-in with two factors comes first. */
    takesSignIn: z.boolean(),
    items: z.array(
      z.object({
        id: z.uuid(),
        /** The one that asks. */
        current: z.boolean(),
        /** "Firefox · Windows". */
        device: z.string().nullable(),
        /** What the configuration calls the network where it was remembered. */
        place: z.string().nullable(),
        address: z.string().nullable(),
        rememberedAt: instant,
        expiresAt: instant,
        lastUsedAt: instant.nullable(),
        /** Known, but not allowed to sign in now. */
        rests: z.boolean(),
      }),
    ),
    next: z.null(),
  })
  .meta({ id: 'KnownDevices' });
export type DevicesView = z.input<typeof devicesSchema>;

export const deviceSignInSchema = z
  .strictObject({ level: z.int().min(1).max(4).optional() })
  .meta({ id: 'DeviceSignIn' });

export const rememberedSchema = z.object({ until: instant }).meta({ id: 'RememberedDevice' });
export const forgottenSchema = z.object({ forgotten: z.int() }).meta({ id: 'ForgottenDevices' });
