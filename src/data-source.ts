import path from 'node:path';
import { DataSource, DefaultNamingStrategy } from 'typeorm';
import { ApiAssertion } from './api-clients/api-assertion.entity.js';
import { ApiClientKey } from './api-clients/api-client-key.entity.js';
import { ApiClient } from './api-clients/api-client.entity.js';
import { ApiToken } from './api-clients/api-token.entity.js';
import { AuditEntry } from './audit/audit-entry.entity.js';
import { AuditSeal } from './audit/audit-seal.entity.js';
import { AcknowledgementText } from './catalogue/acknowledgement-text.entity.js';
import { AccessLoss } from './breakers/access-loss.entity.js';
import { HeldChange } from './breakers/held-change.entity.js';
import { HeldLoss } from './breakers/held-loss.entity.js';
import { AnalysisAction } from './catalogue/analyses/analysis-action.entity.js';
import { AnalysisConsultation } from './catalogue/analyses/analysis-consultation.entity.js';
import { Analysis } from './catalogue/analysis.entity.js';
import { BirthrightRule } from './catalogue/birthright-rule.entity.js';
import { DeclaredItem } from './catalogue/declared-item.entity.js';
import { EntitlementPrerequisite } from './catalogue/entitlement-prerequisite.entity.js';
import { Entitlement } from './catalogue/entitlement.entity.js';
import { InformationSystem } from './catalogue/information-system.entity.js';
import { Prerequisite } from './catalogue/prerequisite.entity.js';
import { RoleEffect } from './catalogue/role-effect.entity.js';
import { RoleEntitlement } from './catalogue/role-entitlement.entity.js';
import { RoleInclusion } from './catalogue/role-inclusion.entity.js';
import { RolePrerequisite } from './catalogue/role-prerequisite.entity.js';
import { RoleVersionApproval } from './catalogue/role-version-approval.entity.js';
import { RoleVersion } from './catalogue/role-version.entity.js';
import { Role } from './catalogue/role.entity.js';
import { SystemVersion } from './catalogue/system-version.entity.js';
import { BarredMethod } from './credentials/barred-method.entity.js';
import { AssuranceException } from './credentials/exceptions/assurance-exception.entity.js';
import { CredentialReport } from './credentials/credential-report.entity.js';
import { OutsideReport } from './credentials/outside-report.entity.js';
import { AccessGrant } from './grants/access-grant.entity.js';
import { Account } from './grants/account.entity.js';
import { Assessment } from './grants/assessment.entity.js';
import { HandledAccess } from './grants/handled-access.entity.js';
import { Calendar } from './lifecycle/following/calendar.entity.js';
import { CompletionAside } from './lifecycle/prerequisites/completion-aside.entity.js';
import { CompletionImport } from './lifecycle/prerequisites/completion-import.entity.js';
import { CorrelationCandidate } from './lifecycle/correlation/correlation-candidate.entity.js';
import { CorrelationCase } from './lifecycle/correlation/correlation-case.entity.js';
import { HrDifference } from './lifecycle/intake/hr-difference.entity.js';
import { HrEvent } from './lifecycle/intake/hr-event.entity.js';
import { HrImport } from './lifecycle/intake/hr-import.entity.js';
import { HrQuarantine } from './lifecycle/intake/hr-quarantine.entity.js';
import { OrganisationChangeRow } from './lifecycle/organisation/organisation-change.entity.js';
import { LifecycleEvent } from './lifecycle/intake/lifecycle-event.entity.js';
import { PersonApart } from './lifecycle/correlation/person-apart.entity.js';
import { PersonMerge } from './lifecycle/correlation/person-merge.entity.js';
import { OffShift } from './lifecycle/shifts/off-shift.entity.js';
import { ShiftClock } from './lifecycle/shifts/shift-clock.entity.js';
import { ShiftSnapshot } from './lifecycle/shifts/shift-snapshot.entity.js';
import { WorkShift } from './lifecycle/shifts/work-shift.entity.js';
import { SimulationEffect } from './lifecycle/simulations/simulation-effect.entity.js';
import { SimulationRole } from './lifecycle/simulations/simulation-role.entity.js';
import { Simulation } from './lifecycle/simulations/simulation.entity.js';
import { Duty } from './lifecycle/leaving/duty.entity.js';
import { ExternalEngagement } from './lifecycle/externals/external-engagement.entity.js';
import { LeaverChecklist } from './lifecycle/leaving/leaver-checklist.entity.js';
import { LeaverItem } from './lifecycle/leaving/leaver-item.entity.js';
import { StaffConfirmation } from './lifecycle/confirmations/staff-confirmation.entity.js';
import { StaffCorrection } from './lifecycle/confirmations/staff-correction.entity.js';
import { CareProvider } from './people/care-provider.entity.js';
import { Employment } from './people/employment.entity.js';
import { PersonUnmasking } from './people/person-unmasking.entity.js';
import { PersonFormerNumber } from './people/person-former-number.entity.js';
import { PersonHsaId } from './people/person-hsa-id.entity.js';
import { Person } from './people/person.entity.js';
import { PrerequisiteRecord } from './people/prerequisite-record.entity.js';
import { PrerequisiteStanding } from './people/prerequisite-standing.entity.js';
import { Unit } from './people/unit.entity.js';
import { IdempotencyKey } from './platform/http/idempotency-key.entity.js';
import { NoticeRow } from './notices/notice.entity.js';
import { PersonSource } from './people/person-source.entity.js';
import { Activation } from './privilege/activation.entity.js';
import { AccountHold } from './provisioning/account-hold.entity.js';
import { DeliveryAlarm } from './provisioning/delivery-alarm.entity.js';
import { AccessRequest } from './requests/access-request.entity.js';
import { RequestAttachmentUse } from './requests/request-attachment-use.entity.js';
import { RequestAttachment } from './requests/request-attachment.entity.js';
import { RequestDraft } from './requests/request-draft.entity.js';
import { RequestQuestion } from './requests/request-question.entity.js';
import { ApprovalDelegation } from './requests/approval-delegation.entity.js';
import { RequestApprover } from './requests/request-approver.entity.js';
import { RequestStage } from './requests/request-stage.entity.js';
import { CampaignSchedule } from './reviews/campaign-schedule.entity.js';
import { Campaign } from './reviews/campaign.entity.js';
import { ReviewItem } from './reviews/review-item.entity.js';
import { SeparationConflictRow } from './separation/separation-conflict.entity.js';
import { SeparationExemptionRow } from './separation/separation-exemption.entity.js';
import { SeparationRuleVersion } from './separation/separation-rule-version.entity.js';
import { SeparationRuleRow } from './separation/separation-rule.entity.js';
import { BreakGlassAccount } from './sign-in/break-glass/break-glass-account.entity.js';
import { BreakGlassOpening } from './sign-in/break-glass/break-glass-opening.entity.js';
import { AuthenticatorApp } from './sign-in/codes/authenticator-app.entity.js';
import { RecoveryCode } from './sign-in/codes/recovery-code.entity.js';
import { SignInAttempts } from './sign-in/codes/sign-in-attempts.entity.js';
import { CredentialInvitation } from './sign-in/invitations/credential-invitation.entity.js';
import { LoginFlow } from './sign-in/login-flow.entity.js';
import { CredentialChallenge } from './sign-in/passkeys/credential-challenge.entity.js';
import { PasskeyUser } from './sign-in/passkeys/passkey-user.entity.js';
import { Passkey } from './sign-in/passkeys/passkey.entity.js';
import { ProviderLogout } from './sign-in/provider-logout.entity.js';
import { KnownDevice } from './sign-in/devices/known-device.entity.js';
import { Session } from './sign-in/session.entity.js';
import { DirectoryReading } from './takeover/directory-reading.entity.js';
import { FoundGroup } from './takeover/found-group.entity.js';
import { GroupTakeover } from './takeover/group-takeover.entity.js';
import { StrayMembership } from './takeover/stray-membership.entity.js';
import { TakeoverCampaign } from './takeover/takeover-campaign.entity.js';
import { UnassessedAccess } from './takeover/unassessed-access.entity.js';

const entities = [
  ApiAssertion,
  ApiClient,
  ApiClientKey,
  ApiToken,
  AuditEntry,
  AuditSeal,
  AcknowledgementText,
  AccessLoss,
  HeldChange,
  HeldLoss,
  Analysis,
  AnalysisAction,
  AnalysisConsultation,
  BirthrightRule,
  DeclaredItem,
  Entitlement,
  EntitlementPrerequisite,
  InformationSystem,
  Prerequisite,
  RoleEffect,
  RoleEntitlement,
  RoleInclusion,
  RolePrerequisite,
  RoleVersionApproval,
  RoleVersion,
  Role,
  SystemVersion,
  AssuranceException,
  BarredMethod,
  CredentialReport,
  OutsideReport,
  AccessGrant,
  Account,
  Assessment,
  HandledAccess,
  Calendar,
  CompletionAside,
  CompletionImport,
  CorrelationCandidate,
  CorrelationCase,
  HrDifference,
  HrEvent,
  HrImport,
  HrQuarantine,
  LifecycleEvent,
  OrganisationChangeRow,
  PersonApart,
  PersonMerge,
  OffShift,
  ShiftClock,
  ShiftSnapshot,
  WorkShift,
  Simulation,
  SimulationEffect,
  SimulationRole,
  Duty,
  ExternalEngagement,
  LeaverChecklist,
  LeaverItem,
  StaffConfirmation,
  StaffCorrection,
  CareProvider,
  Employment,
  PersonFormerNumber,
  PersonUnmasking,
  PersonHsaId,
  PersonSource,
  Person,
  PrerequisiteRecord,
  PrerequisiteStanding,
  Unit,
  IdempotencyKey,
  NoticeRow,
  Activation,
  AccountHold,
  DeliveryAlarm,
  AccessRequest,
  RequestAttachment,
  RequestAttachmentUse,
  RequestDraft,
  RequestQuestion,
  ApprovalDelegation,
  RequestApprover,
  RequestStage,
  CampaignSchedule,
  Campaign,
  ReviewItem,
  SeparationConflictRow,
  SeparationExemptionRow,
  SeparationRuleRow,
  SeparationRuleVersion,
  BreakGlassAccount,
  BreakGlassOpening,
  AuthenticatorApp,
  RecoveryCode,
  SignInAttempts,
  CredentialInvitation,
  LoginFlow,
  CredentialChallenge,
  PasskeyUser,
  Passkey,
  ProviderLogout,
  Session,
  KnownDevice,
  DirectoryReading,
  FoundGroup,
  GroupTakeover,
  StrayMembership,
  TakeoverCampaign,
  UnassessedAccess,
];

/** `personId` in an entity is `person_id` in the database. */
class SnakeCaseColumns extends DefaultNamingStrategy {
  override columnName(property: string, given: string | undefined): string {
    return given ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

/**
 * The schema as migrations and entities tell it. Only migrating and the check for drift use it: the service
 * itself reads and writes by SQL through platform/database.
 * @param url address of the database as its owner
 */
export function schemaOf(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'grindvakt-migrate',
    poolSize: 1,
    installExtensions: false,
    uuidExtension: 'pgcrypto', // gen_random_uuid(), which PostgreSQL has by itself
    synchronize: false,
    namingStrategy: new SnakeCaseColumns(),
    entities,
    migrationsTableName: 'migration',
    // Beside this file's folder in the sources, and again in what the build makes of them.
    migrations: [path.join(import.meta.dirname, '../migrations/*.{ts,js}')],
  });
}
