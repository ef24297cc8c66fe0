import type { PeopleSelector } from '../../src/policy/model/selector.js';

interface SmallRole {
  key: string;
  group?: string;
  right?: string;
  maxDays?: number;
  requiredLevel?: number;
  requestable?: boolean;
  suggestedFor?: PeopleSelector;
  mover?: 'end' | 'review' | { keepDays: number };
  validTo?: string;
  purpose?: string;
  unitKinds?: string[];
  acrossCareProviders?: boolean;
  suggestedDays?: number;
  risk?: number;
}

export interface SmallCatalogue {
  source: string;
  informationOwner: string;
  systemOwner: string;
  roles: SmallRole[];
  birthrightRules?: { key: string; name: string; role: string; selector: PeopleSelector }[];
}

/** A declared catalogue of one system, as a parsed file; owners by employment number. */
export function smallCatalogue(of: SmallCatalogue): Record<string, unknown> {
  return {
    source: of.source,
    systems: [
      {
        key: 'journal',
        name: 'Journal',
        purpose: 'Dokumentera vård och omsorg.',
        informationOwner: { employment: of.informationOwner },
        systemOwner: { employment: of.systemOwner },
        classes: { confidentiality: 3, integrity: 3, availability: 3 },
        logPolicy: 'All åtkomst loggas.',
        entitlements: of.roles.map((role) => ({
          key: `${role.key}-e`,
          name: `Rätt ${role.key}`,
          sentence: { sv: `Får använda ${role.key}.`, en: `May use ${role.key}.` },
          target: role.right === undefined ? 'directory' : 'grindvakt',
          externalName: role.right ?? role.group ?? role.key,
        })),
      },
    ],
    roles: of.roles.map((role) => ({
      key: role.key,
      system: 'journal',
      name: { sv: `Roll ${role.key}`, en: `Role ${role.key}` },
      sentence: { sv: `Ger ${role.key}.`, en: `Gives ${role.key}.` },
      entitlements: [`${role.key}-e`],
      risk: role.risk ?? 2,
      requiredLevel: role.requiredLevel ?? 3,
      maxDays: role.maxDays ?? 180,
      reviewDays: 90,
      requestable: role.requestable ?? true,
      ...(role.suggestedFor ? { suggestedFor: role.suggestedFor } : {}),
      ...(role.mover ? { mover: role.mover } : {}),
      analysis: {
        approvedOn: '2026-01-15',
        validTo: role.validTo ?? '2099-12-31',
        content: {
          purpose: role.purpose ?? 'Vården ska vara säker.',
          legalBasis: 'Patientdatalagen 4 kap. 2 §',
          unitKinds: role.unitKinds ?? [],
          dataTypes: ['Vårdplaner', 'Signeringslistor'],
          tasks: ['Läsa vårdplan', 'Signera insats'],
          operations: ['read', 'write'],
          whoseData: 'Enhetens patienter',
          circumstances: 'I tjänsten',
          expectedUsers: 20,
          specialCategories: 'Skyddade personer kan förekomma',
          consequenceWithout: 'Vård uteblir',
          risks: [
            {
              risk: 'Läsning utan vårdrelation',
              likelihood: 2,
              consequence: 4,
              decision: 'accepted',
              safeguard: 'Loggkontroll',
            },
          ],
          alternatives: 'Enbart läsrätt prövades',
          safeguards: ['Tillitsnivå 3', 'Loggning'],
          residualRisk: 'Måttlig',
          mandate: 'Informationsägaren',
          revisedWhen: ['Ny version av systemet'],
          acrossCareProviders: role.acrossCareProviders ?? false,
          suggested: {
            data: 'Vårdplaner för den egna enheten',
            riskTooWide: 'Uppgifter kan läsas utan skäl',
            riskTooNarrow: 'Vård ges utan underlag',
            days: role.suggestedDays ?? 90,
          },
        },
      },
    })),
    birthrightRules: of.birthrightRules ?? [],
  };
}
