import { risk, usual, type AnalysisTemplate } from './template.js';

/** Those who investigate, lead, charge and run. */
export const officeTemplates: readonly AnalysisTemplate[] = [
  {
    key: 'lss-handlaggare',
    name: { sv: 'LSS-handläggare och biståndshandläggare', en: 'Case officer for support' },
    about: {
      sv: 'Utreda ansökningar och skriva beslut i egna ärenden.',
      en: 'Investigate applications and write decisions in own cases.',
    },
    content: {
      ...usual,
      purpose:
        'Att utreda behov, fatta och följa upp beslut om stöd i de ärenden som handläggaren har tilldelats.',
      legalBasis:
        'LSS, socialtjänstlagen, förvaltningslagen 23 §, lagen om behandling av personuppgifter inom socialtjänsten.',
      dataTypes: ['Ansökningar', 'Utredningar', 'Beslut', 'Läkarintyg'],
      tasks: ['Utreda ansökan', 'Skriva beslut', 'Följa upp verkställighet'],
      operations: ['read', 'write'],
      whoseData: 'Sökande och deras företrädare i tilldelade ärenden.',
      circumstances:
        'Kontorstid, på arbetsplatsen eller från hemmet genom krypterad anslutning, så länge uppdraget varar.',
      expectedUsers: 20,
      consequenceWithout: 'Rätten till stöd prövas för sent; enskilda står utan insatser de har rätt till.',
      risks: [
        risk(
          'Läsning i ärenden som handläggaren inte har',
          [3, 3],
          'Endast tilldelade ärenden visas; andra öppnas med skäl som loggas',
          [1, 3],
        ),
        risk(
          'Beslut i eget eller närståendes ärende',
          [1, 4],
          'Jäv anmäls och ärendet byter handläggare; fyra ögon på beslut över delegation',
          [1, 3],
        ),
        risk(
          'Intyg skickas till fel mottagare',
          [2, 3],
          'Mottagaren bekräftas; digital brevlåda i stället för e-post',
          [1, 3],
        ),
      ],
      alternatives: 'Läsbehörighet till enhetens alla ärenden prövades och förkastades som för vid.',
      safeguards: ['Inloggning på tillitsnivå 3', 'Ärendetilldelning', 'Loggkontroll varje månad'],
      residualRisk: 'Läsning med angivet men oriktigt skäl upptäcks först i efterhand.',
      residualLevel: 'low',
      suggested: {
        data: 'Ansökningar, utredningar och beslut i tilldelade ärenden',
        riskTooWide: 'Läsning i ärenden som handläggaren inte har',
        riskTooNarrow: 'Beslut om stöd försenas',
        days: 365,
      },
    },
  },
  {
    key: 'enhetschef-planering',
    name: { sv: 'Enhetschef, planering och uppföljning', en: 'Unit manager, planning and follow-up' },
    about: {
      sv: 'Planera insatser och följa upp den egna enheten.',
      en: 'Plan support and follow up the own unit.',
    },
    content: {
      ...usual,
      purpose:
        'Att planera personal och insatser, följa upp kvalitet och utreda avvikelser på den egna enheten.',
      legalBasis: 'Socialtjänstlagen (god kvalitet och dokumentation), SOSFS 2011:9.',
      dataTypes: ['Insatsplanering', 'Avvikelserapporter', 'Genomförandeplaner'],
      tasks: ['Planera insatser', 'Utreda avvikelser', 'Följa upp genomförandeplaner'],
      operations: ['read', 'write'],
      whoseData: 'Brukare på den egna enheten.',
      circumstances:
        'Kontorstid och vid beredskap, på arbetsplatsen eller hemifrån, så länge chefsuppdraget varar.',
      expectedUsers: 12,
      consequenceWithout: 'Insatser planeras på ofullständigt underlag och brister utreds inte.',
      risks: [
        risk(
          'Chefen ser mer om enskilda än ledningen kräver',
          [3, 2],
          'Planeringsvyn visar insatser, inte anteckningar; journal öppnas vid avvikelse',
          [2, 2],
        ),
        risk(
          'Behörigheten följer med till nytt uppdrag',
          [3, 3],
          'Upphör vid byte av enhet och begärs på nytt',
          [1, 3],
        ),
        risk(
          'Uppgifter om medarbetare som också är brukare',
          [1, 3],
          'Skyddade och jäviga ärenden flyttas till annan chef',
          [1, 2],
        ),
      ],
      alternatives: 'Enbart avidentifierad uppföljning prövades men räcker inte för att utreda avvikelser.',
      safeguards: [
        'Inloggning på tillitsnivå 3',
        'Begränsning till den egna enheten',
        'Granskning var sjätte månad',
      ],
      residualRisk: 'Insyn i enskilda ärenden följer av utredningsansvaret.',
      residualLevel: 'medium',
      suggested: {
        data: 'Insatsplanering och avvikelserapporter för den egna enheten',
        riskTooWide: 'Insyn i enskilda ärenden utan anledning',
        riskTooNarrow: 'Planering och utredning på ofullständigt underlag',
        days: 365,
      },
    },
  },
  {
    key: 'avgiftshandlaggare',
    name: { sv: 'Avgiftshandläggare', en: 'Fees officer' },
    about: { sv: 'Räkna fram och ändra avgifter.', en: 'Calculate and change fees.' },
    content: {
      ...usual,
      purpose: 'Att beräkna, besluta om och rätta avgifter för stöd och omsorg.',
      legalBasis: 'Socialtjänstlagens bestämmelser om avgifter, kommunallagen.',
      dataTypes: ['Inkomstuppgifter', 'Avgiftsbeslut', 'Uppgift om beviljade timmar'],
      tasks: ['Hämta inkomstuppgifter', 'Beräkna avgift', 'Skriva avgiftsbeslut'],
      operations: ['read', 'write'],
      whoseData: 'Personer som betalar avgift för beviljade insatser.',
      circumstances: 'Kontorstid på arbetsplatsen.',
      expectedUsers: 5,
      consequenceWithout: 'Fel avgift tas ut och enskilda kan hamna under förbehållsbeloppet.',
      risks: [
        risk(
          'Inkomst och hälsa kan läggas ihop till en känslig bild',
          [2, 3],
          'Rollen visar beviljade timmar men inte skälen',
          [1, 3],
        ),
        risk(
          'Egen eller närståendes avgift ändras',
          [1, 3],
          'Ändringar i närståendes ärenden spärras; månatlig stickprovskontroll',
          [1, 2],
        ),
        risk('Uppgifter tas ut till kalkylark', [3, 3], 'Uttag ingår inte i rollen', [1, 3]),
      ],
      alternatives: 'Läsning av utredningen prövades och förkastades: den behövs inte för beräkningen.',
      safeguards: ['Inloggning på tillitsnivå 3', 'Utredningar dolda', 'Loggning'],
      residualRisk: 'Små; uppgifterna är ekonomiska och begränsade.',
      residualLevel: 'low',
      suggested: {
        data: 'Inkomstuppgifter och avgiftsbeslut',
        riskTooWide: 'Insyn i utredningar och hälsa utan behov',
        riskTooNarrow: 'Fel avgift tas ut',
        days: 365,
      },
    },
  },
  {
    key: 'it-driftadministrator',
    name: { sv: 'IT-driftadministratör', en: 'Operations administrator' },
    about: {
      sv: 'Höja sig till administratör en stund för felsökning och underhåll.',
      en: 'Become administrator for a while, to mend and maintain.',
    },
    content: {
      ...usual,
      purpose: 'Att felsöka, uppdatera och återställa systemet så att verksamheten kan lita på det.',
      legalBasis: 'Dataskyddsförordningen artikel 32, cybersäkerhetslagen (2025:1506).',
      dataTypes: ['Systemkonfiguration', 'Tekniska loggar', 'Konton och grupper'],
      tasks: ['Felsöka driftstörningar', 'Installera uppdateringar', 'Återställa från säkerhetskopia'],
      operations: ['administer'],
      whoseData: 'I första hand inga personuppgifter; tekniskt åtkomliga är alla registrerade i systemet.',
      circumstances:
        'Endast aktiverad för ett angivet ärende, högst åtta timmar, från administratörens egen arbetsstation.',
      expectedUsers: 3,
      consequenceWithout: 'Driftstörningar blir långa och vården står utan underlag.',
      risks: [
        risk(
          'Behörigheten används för att läsa personuppgifter',
          [2, 4],
          'Läsning av innehåll ingår inte i uppdraget; larm vid öppnade akter',
          [1, 4],
        ),
        risk(
          'Administratörskontot kapas',
          [2, 4],
          'Aktiveras vid behov med tillitsnivå 3, upphör av sig självt, särskilt konto',
          [1, 4],
        ),
        risk(
          'Loggar ändras för att dölja spår',
          [1, 4],
          'Loggar förs till annat system utan skrivrätt för administratören',
          [1, 3],
        ),
      ],
      alternatives:
        'Stående administratörsrätt förkastades. Leverantörens fjärrhjälp prövades men ger fler personer åtkomst.',
      safeguards: [
        'Aktivering med skäl i högst åtta timmar',
        'Tak för antal innehavare',
        'Loggkontroll varje vecka',
        'Granskning var tredje månad',
      ],
      residualRisk: 'En administratör kan tekniskt nå alla uppgifter under aktiveringen.',
      residualLevel: 'high',
      suggested: {
        data: 'Systemkonfiguration och tekniska loggar',
        riskTooWide: 'Läsning av alla personuppgifter i systemet',
        riskTooNarrow: 'Långa driftstörningar',
        days: 180,
      },
    },
  },
  {
    key: 'extern-konsult',
    name: { sv: 'Extern konsult', en: 'External consultant' },
    about: {
      sv: 'Avgränsad åtkomst enligt avtal, med slutdag.',
      en: 'Limited access by contract, with a last day.',
    },
    content: {
      ...usual,
      purpose: 'Att en konsult ska kunna utföra det uppdrag som avtalet beskriver, och inget därutöver.',
      legalBasis:
        'Personuppgiftsbiträdesavtal enligt dataskyddsförordningen artikel 28; tystnadsplikt enligt avtal eller OSL.',
      dataTypes: ['Uppgifter som uppdragsbeskrivningen nämner'],
      tasks: ['Utföra uppdraget enligt avtalet', 'Dokumentera vad som gjorts'],
      operations: ['read'],
      whoseData: 'De registrerade som uppdraget rör, om möjligt i testmiljö utan verkliga uppgifter.',
      circumstances: 'Under avtalstiden, från godkänd utrustning, under sponsorns ledning.',
      expectedUsers: 3,
      consequenceWithout: 'Uppdraget kan inte utföras eller utförs på felaktigt underlag.',
      risks: [
        risk(
          'Åtkomsten finns kvar efter uppdraget',
          [3, 4],
          'Slutdag är obligatorisk; sponsorn påminns och förnyar aktivt',
          [1, 4],
        ),
        risk(
          'Uppgifter lämnar organisationen',
          [2, 4],
          'Inga uttag; arbete sker i organisationens miljö',
          [1, 4],
        ),
        risk(
          'Sekretess är inte reglerad',
          [2, 3],
          'Åtkomsten vilar tills avtal och sekretessförbindelse är registrerade',
          [1, 3],
        ),
      ],
      alternatives:
        'Avidentifierade uppgifter ska prövas först. Skärmdelning med egen personal är ett smalare alternativ.',
      safeguards: [
        'Sponsor och avtalsreferens',
        'Obligatorisk slutdag',
        'Inloggning på tillitsnivå 3',
        'Loggning',
      ],
      residualRisk: 'Det som en extern ser kan föras vidare muntligt; avtalet är skyddet.',
      residualLevel: 'medium',
      suggested: {
        data: 'Uppgifter som uppdragsbeskrivningen nämner',
        riskTooWide: 'Extern insyn i uppgifter som avtalet inte omfattar',
        riskTooNarrow: 'Uppdraget kan inte utföras',
        days: 90,
      },
    },
  },
];
