import { risk, usual, type AnalysisTemplate } from './template.js';

const socialLaw =
  'Socialtjänstlagen (dokumentation), LSS 21 a §, lagen om behandling av personuppgifter inom socialtjänsten.';
const patientLaw = 'Patientdatalagen 4 kap. 1–2 §§, HSLF-FS 2016:40 4 kap. 2 §.';

/** Those who give care and support. */
export const careTemplates: readonly AnalysisTemplate[] = [
  {
    key: 'underskoterska-social-dokumentation',
    name: { sv: 'Undersköterska, social dokumentation', en: 'Assistant nurse, social records' },
    about: {
      sv: 'Läsa genomförandeplaner och dokumentera insatser på den egna enheten.',
      en: 'Read care plans and record support on the own unit.',
    },
    content: {
      ...usual,
      purpose:
        'Att den som ger omsorg ska kunna följa genomförandeplanen, dokumentera det som görs och uppmärksamma förändringar hos den enskilde.',
      legalBasis: socialLaw,
      dataTypes: ['Genomförandeplaner', 'Sociala journalanteckningar', 'Kontaktuppgifter till anhöriga'],
      tasks: ['Läsa genomförandeplan inför insats', 'Dokumentera utförda insatser', 'Rapportera avvikelser'],
      operations: ['read', 'write'],
      whoseData: 'De personer som enheten ger stöd och omsorg.',
      circumstances:
        'Under arbetspass, på enhetens datorer och tjänstetelefoner, så länge anställningen på enheten varar.',
      expectedUsers: 25,
      consequenceWithout:
        'Omsorgen ges utan kännedom om planen: insatser missas, mediciner och matallergier förbises och den enskilde får berätta samma sak flera gånger.',
      risks: [
        risk(
          'Läsning om personer som man inte ger stöd, av nyfikenhet eller bekantskap',
          [3, 3],
          'Behörigheten begränsas till den egna enheten; stickprov ur loggen varje månad',
          [1, 3],
        ),
        risk(
          'Någon annan använder en olåst tjänstetelefon',
          [2, 3],
          'Automatisk låsning efter en minut och personlig inloggning på tillitsnivå 3',
          [1, 3],
        ),
        risk(
          'Fel person får en anteckning i sin journal',
          [2, 3],
          'Fotografi och namn visas innan anteckningen sparas',
          [1, 3],
        ),
      ],
      alternatives:
        'Enbart läsbehörighet prövades, men då dokumenteras insatser i efterhand av andra, vilket sänker säkerheten.',
      safeguards: [
        'Inloggning på tillitsnivå 3',
        'All läsning och skrivning loggas',
        'Granskning var sjätte månad',
      ],
      residualRisk: 'Enstaka obehörig läsning inom enheten kan ske men upptäcks vid stickprov.',
      residualLevel: 'low',
      suggested: {
        data: 'Genomförandeplaner och sociala journalanteckningar för enhetens brukare',
        riskTooWide: 'Läsning om brukare som personen inte ger stöd',
        riskTooNarrow: 'Insatser ges utan kännedom om planen och kan inte dokumenteras',
        days: 365,
      },
    },
  },
  {
    key: 'sjukskoterska-journal',
    name: { sv: 'Sjuksköterska, patientjournal', en: 'Nurse, health record' },
    about: {
      sv: 'Läsa och skriva i patientjournalen inom ansvarsområdet.',
      en: 'Read and write the health record within the area of responsibility.',
    },
    content: {
      ...usual,
      purpose:
        'Att ge god och säker vård: bedöma, ordinera inom sin behörighet, följa upp och föra journal över patienter i ansvarsområdet.',
      legalBasis: `${patientLaw} Patientdatalagen 3 kap. (skyldighet att föra journal).`,
      dataTypes: ['Journalanteckningar', 'Läkemedelslistor', 'Vårdplaner', 'Provsvar'],
      tasks: [
        'Bedöma hälsotillstånd',
        'Iordningställa och följa upp läkemedel',
        'Planera och utvärdera omvårdnad',
        'Föra journal',
      ],
      operations: ['read', 'write'],
      whoseData: 'Patienter som är inskrivna i kommunal hälso- och sjukvård i sjuksköterskans ansvarsområde.',
      circumstances:
        'Under arbetspass inklusive jour och beredskap, på arbetsplatsen och vid hembesök, så länge tjänstgöringen varar.',
      expectedUsers: 15,
      consequenceWithout:
        'Vården fördröjs eller ges på ofullständigt underlag; felaktig medicinering kan ge allvarlig skada.',
      risks: [
        risk(
          'Journalen läses utan vårdrelation',
          [2, 4],
          'Aktivt val krävs utanför ansvarsområdet; systematisk loggkontroll',
          [1, 4],
        ),
        risk(
          'Ordination ändras av misstag',
          [2, 4],
          'Ändringar visas för kontroll innan de signeras',
          [1, 4],
        ),
        risk(
          'Uppgifter om skyddade personer röjs',
          [1, 4],
          'Skyddad adress visas inte i listor; särskild behörighet för spärrade uppgifter',
          [1, 3],
        ),
      ],
      alternatives:
        'Läsning först efter aktivt val för varje patient prövades, men hindrar arbetet under jour.',
      safeguards: [
        'Inloggning på tillitsnivå 3 med SITHS',
        'Legitimation kontrollerad i HOSP',
        'All åtkomst loggas i minst fem år',
        'Granskning var tredje månad',
      ],
      residualRisk:
        'Obehörig läsning inom ansvarsområdet kan inte uteslutas tekniskt; loggkontrollen begränsar den.',
      residualLevel: 'medium',
      suggested: {
        data: 'Journalanteckningar och läkemedelslistor för patienter i ansvarsområdet',
        riskTooWide: 'Läsning av journaler utan vårdrelation',
        riskTooNarrow: 'Vård fördröjs eller ges på ofullständigt underlag',
        days: 365,
      },
    },
  },
  {
    key: 'rehabilitering',
    name: { sv: 'Arbetsterapeut och fysioterapeut', en: 'Occupational therapist and physiotherapist' },
    about: {
      sv: 'Läsa journal och skriva rehabiliteringsplaner för egna patienter.',
      en: 'Read the record and write rehabilitation plans for own patients.',
    },
    content: {
      ...usual,
      purpose: 'Att bedöma funktion, planera rehabilitering och förskriva hjälpmedel till egna patienter.',
      legalBasis: `${patientLaw} Patientdatalagen 3 kap.`,
      dataTypes: ['Journalanteckningar', 'Rehabiliteringsplaner', 'Hjälpmedelsförskrivningar'],
      tasks: [
        'Bedöma funktion och aktivitet',
        'Skriva rehabiliteringsplan',
        'Förskriva och följa upp hjälpmedel',
      ],
      operations: ['read', 'write'],
      whoseData: 'Patienter med pågående rehabilitering hos den som får behörigheten.',
      circumstances: 'Dagtid på arbetsplatsen och vid hembesök, så länge tjänstgöringen varar.',
      expectedUsers: 10,
      consequenceWithout:
        'Rehabilitering påbörjas för sent, fel hjälpmedel förskrivs och fallrisker förbises.',
      risks: [
        risk(
          'Läsning av journalens övriga delar utan behov',
          [2, 3],
          'Läkemedels- och psykiatriska anteckningar ingår inte i rollen',
          [1, 3],
        ),
        risk(
          'Hjälpmedel förskrivs till fel patient',
          [1, 3],
          'Personens namn bekräftas innan beställningen skickas',
          [1, 2],
        ),
        risk(
          'Uppgifter kvar på surfplatta som tappas',
          [2, 3],
          'Inget sparas lokalt; enheten kan fjärraderas',
          [1, 2],
        ),
      ],
      alternatives:
        'Endast rehabiliteringsplanen, utan journalens sammanfattning, prövades men gav bedömningar utan kännedom om diagnoser.',
      safeguards: ['Inloggning på tillitsnivå 3', 'Begränsad journalvy', 'Loggning och stickprov'],
      residualRisk: 'Viss läsning utöver den egna insatsen kan ske inom patientens journal.',
      residualLevel: 'low',
      suggested: {
        data: 'Rehabiliteringsplaner och tillhörande journalanteckningar för egna patienter',
        riskTooWide: 'Läsning av journaler utan pågående rehabilitering',
        riskTooNarrow: 'Fel hjälpmedel och försenad rehabilitering',
        days: 365,
      },
    },
  },
  {
    key: 'mas',
    name: { sv: 'Medicinskt ansvarig sjuksköterska', en: 'Nurse with medical responsibility' },
    about: {
      sv: 'Granska vårdens kvalitet och utreda händelser i hela verksamheten.',
      en: 'Review the quality of care and investigate events everywhere.',
    },
    content: {
      ...usual,
      purpose:
        'Att utreda vårdskador, granska journalföring och läkemedelshantering och anmäla enligt lex Maria.',
      legalBasis:
        'Hälso- och sjukvårdsförordningen 4 kap. 6 §, patientsäkerhetslagen 3 kap., patientdatalagen 4 kap. 1 §.',
      dataTypes: ['Journalanteckningar', 'Läkemedelslistor', 'Avvikelserapporter'],
      tasks: ['Utreda händelser', 'Granska journalföring', 'Följa upp delegeringar'],
      operations: ['read'],
      whoseData:
        'Patienter i den kommunala hälso- och sjukvården, när en händelse eller en beslutad granskning kräver det.',
      circumstances: 'Dagtid på arbetsplatsen, för en namngiven utredning åt gången.',
      expectedUsers: 2,
      consequenceWithout:
        'Vårdskador utreds inte i tid och kan upprepas; anmälningsskyldigheten kan inte uppfyllas.',
      risks: [
        risk(
          'Bred läsbehörighet används utanför en utredning',
          [2, 4],
          'Utredningens nummer anges vid läsning; logg granskas av annan än MAS',
          [1, 4],
        ),
        risk(
          'Stora mängder uppgifter tas ut till rapporter',
          [2, 4],
          'Rollen saknar rätt att ta ut uppgifter; rapporter avidentifieras',
          [1, 3],
        ),
        risk(
          'Kontot kapas och ger läsning av hela verksamheten',
          [1, 4],
          'Tillitsnivå 3, kort sessionstid och larm vid ovanlig mängd läsning',
          [1, 4],
        ),
      ],
      alternatives:
        'Tidsbegränsad behörighet per utredning prövades; då försenas akuta utredningar. Kortare granskningsintervall valdes i stället.',
      safeguards: [
        'Inloggning på tillitsnivå 3',
        'Loggkontroll varje månad av informationsägaren',
        'Granskning var tredje månad',
      ],
      residualRisk: 'Behörigheten är bred till sin natur; återstående risk bärs av loggkontrollen.',
      residualLevel: 'high',
      suggested: {
        data: 'Journalanteckningar och läkemedelslistor som en utredning kräver',
        riskTooWide: 'Läsning utanför beslutade utredningar',
        riskTooNarrow: 'Vårdskador utreds för sent och kan upprepas',
        days: 365,
      },
    },
  },
  {
    key: 'vikarie-timanstalld',
    name: { sv: 'Vikarie och timanställd i omsorgen', en: 'Temporary and hourly care staff' },
    about: {
      sv: 'Smal och kort behörighet för den som arbetar enstaka pass.',
      en: 'Narrow and short access for who works single shifts.',
    },
    content: {
      ...usual,
      purpose:
        'Att den som arbetar enstaka pass ska kunna se dagens insatser och kvittera dem, utan tillgång till mer än passet kräver.',
      legalBasis: socialLaw,
      dataTypes: ['Dagens insatser', 'Korta anvisningar ur genomförandeplanen'],
      tasks: ['Se dagens insatser', 'Kvittera utförda insatser', 'Lämna rapport till ordinarie personal'],
      operations: ['read', 'write'],
      whoseData: 'De personer som står på passets insatslista.',
      circumstances: 'Endast under pass enligt schemat, på enhetens telefon.',
      expectedUsers: 60,
      consequenceWithout: 'Insatser missas eller görs fel, särskilt nattetid och under sommaren.',
      risks: [
        risk(
          'Behörigheten finns kvar när uppdraget är slut',
          [4, 3],
          'Behörigheten vilar utanför pass och upphör med anställningen',
          [1, 3],
        ),
        risk(
          'Lånad inloggning i stället för egen',
          [3, 3],
          'Egen e-legitimation från första passet; delade konton är spärrade',
          [1, 3],
        ),
        risk(
          'Bristande kännedom om sekretess',
          [3, 3],
          'Introduktion och undertecknad sekretesserinran krävs innan behörigheten verkar',
          [1, 3],
        ),
      ],
      alternatives: 'Samma roll som ordinarie personal prövades men ger mer än ett enstaka pass kräver.',
      safeguards: [
        'Verkar endast under schemalagda pass',
        'Inloggning på tillitsnivå 3',
        'Sekretesserinran',
        'Granskning var tredje månad',
      ],
      residualRisk: 'Läsning om fel person under passet kan ske men syns i loggen.',
      residualLevel: 'low',
      suggested: {
        data: 'Dagens insatser och korta anvisningar för passets brukare',
        riskTooWide: 'Läsning utanför passet och om andra än passets brukare',
        riskTooNarrow: 'Insatser missas eller görs fel',
        days: 90,
      },
    },
  },
];
