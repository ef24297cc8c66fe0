import { queryOptions } from '@tanstack/react-query';
import type {
  BreakGlassEmergencyData,
  BreakGlassJudgeData,
  BreakGlassListData,
  BreakGlassOneData,
  CodesBeginData,
  CodesConfirmData,
  CodesPasswordData,
  CodesRemoveData,
  CodesRenewData,
  Credentials,
  CredentialsMethodsData,
  CredentialsOwnData,
  Done,
  EmergencyList,
  EmergencySignIn,
  InvitationsInviteData,
  InvitationsOpenData,
  InvitationsOptionsData,
  InvitationsReadData,
  InvitationsVerifyData,
  InvitationsWithdrawData,
  IssuedInvitation,
  IssueInvitation,
  NewAuthenticatorApp,
  OneEmergency,
  PasskeyCreationOptions,
  PasskeyRequestOptions,
  PasskeysEnrolOptionsData,
  PasskeysEnrolVerifyData,
  PasskeysRemoveData,
  PasskeysRenameData,
  PasskeysSignInOptionsData,
  PasskeysSignInVerifyData,
  PasswordSignIn,
  RecoveryCodes,
  ReviewEmergency,
  SignInMethods,
  SignInService,
} from './generated/types.gen.js';
import { get, post } from './http.js';
import { pages } from './page.js';

export const methodsQuery = queryOptions({
  queryKey: ['sign-in-methods'],
  queryFn: ({ signal }) => get<CredentialsMethodsData, SignInMethods>('/api/auth/methods', {}, signal),
  staleTime: Infinity,
});

export const credentialsQuery = queryOptions({
  queryKey: ['credentials'],
  queryFn: ({ signal }) => get<CredentialsOwnData, Credentials>('/api/me/credentials', {}, signal),
});

export const beginPasskeySignIn = (level?: number): Promise<PasskeyRequestOptions> =>
  post<PasskeysSignInOptionsData, PasskeyRequestOptions>('/api/auth/passkey/options', {
    body: level === undefined ? {} : { level },
  });
export const finishPasskeySignIn = (response: PasskeysSignInVerifyData['body']['response']): Promise<Done> =>
  post<PasskeysSignInVerifyData, Done>('/api/auth/passkey/verify', { body: { response } });

export const signInByPassword = (body: PasswordSignIn): Promise<Done> =>
  post<CodesPasswordData, Done>('/api/auth/password', { body });
export const signInByEmergency = (body: EmergencySignIn): Promise<Done> =>
  post<BreakGlassEmergencyData, Done>('/api/auth/emergency', { body });

export const beginEnrolment = (): Promise<PasskeyCreationOptions> =>
  post<PasskeysEnrolOptionsData, PasskeyCreationOptions>('/api/me/passkeys/options', {});
export const finishEnrolment = (body: PasskeysEnrolVerifyData['body']): Promise<Done> =>
  post<PasskeysEnrolVerifyData, Done>('/api/me/passkeys', { body });
export const renamePasskey = (id: string, name: string): Promise<Done> =>
  post<PasskeysRenameData, Done>('/api/me/passkeys/{id}/name', { path: { id }, body: { name } });
export const removePasskey = (id: string): Promise<Done> =>
  post<PasskeysRemoveData, Done>('/api/me/passkeys/{id}/removal', { path: { id } });

export const beginApp = (): Promise<NewAuthenticatorApp> =>
  post<CodesBeginData, NewAuthenticatorApp>('/api/me/authenticator-app', {});
export const confirmApp = (code: string): Promise<RecoveryCodes> =>
  post<CodesConfirmData, RecoveryCodes>('/api/me/authenticator-app/confirmation', { body: { code } });
export const removeApp = (): Promise<Done> =>
  post<CodesRemoveData, Done>('/api/me/authenticator-app/removal', {});
export const renewRecoveryCodes = (): Promise<RecoveryCodes> =>
  post<CodesRenewData, RecoveryCodes>('/api/me/recovery-codes', {});

export const beginInvitation = (code: string): Promise<PasskeyCreationOptions> =>
  post<InvitationsOptionsData, PasskeyCreationOptions>('/api/auth/invitation/options', { body: { code } });
export const finishInvitation = (body: InvitationsVerifyData['body']): Promise<Done> =>
  post<InvitationsVerifyData, Done>('/api/auth/invitation/verify', { body });

export const signInHelpQuery = (by: { key?: string; person?: string }) =>
  queryOptions({
    queryKey: ['sign-in-help', by],
    queryFn: ({ signal }) =>
      get<InvitationsReadData, SignInService>('/api/sign-in-help', { query: by }, signal),
    retry: false,
  });
export const issueInvitation = (personId: string, body: IssueInvitation): Promise<IssuedInvitation> =>
  post<InvitationsInviteData, IssuedInvitation>('/api/sign-in-help/{personId}/invitation', {
    path: { personId },
    body,
  });
export const withdrawInvitation = (personId: string): Promise<Done> =>
  post<InvitationsWithdrawData, Done>('/api/sign-in-help/{personId}/invitation/withdrawal', {
    path: { personId },
  });
export const unlockSignIn = (personId: string, reason: string): Promise<Done> =>
  post<InvitationsOpenData, Done>('/api/sign-in-help/{personId}/unlocking', {
    path: { personId },
    body: { reason },
  });

export const emergenciesQuery = pages(['emergencies'], (after, signal) =>
  get<BreakGlassListData, EmergencyList>('/api/emergencies', { query: { after } }, signal),
);
export const emergencyQuery = (id: string) =>
  queryOptions({
    queryKey: ['emergencies', 'one', id],
    queryFn: ({ signal }) =>
      get<BreakGlassOneData, OneEmergency>('/api/emergencies/{id}', { path: { id } }, signal),
  });
export const reviewEmergency = (id: string, body: ReviewEmergency): Promise<OneEmergency> =>
  post<BreakGlassJudgeData, OneEmergency>('/api/emergencies/{id}/review', { path: { id }, body });
