import { z } from 'zod';

/** Long passwords and user names are taken as they are, never cut; past these lengths they are refused. */
export const passwordSignInSchema = z
  .object({
    username: z.string().min(1).max(256),
    password: z.string().min(1).max(1024),
    code: z.string().min(1).max(40),
    level: z.int().min(1).max(4).optional(),
  })
  .meta({ id: 'PasswordSignIn' });

export const newAppSchema = z
  .object({ secret: z.string(), uri: z.string() })
  .meta({ id: 'NewAuthenticatorApp' });
export const confirmAppSchema = z.object({ code: z.string().min(1).max(20) }).meta({ id: 'ConfirmApp' });
export const recoveryCodesSchema = z.object({ codes: z.array(z.string()) }).meta({ id: 'RecoveryCodes' });
