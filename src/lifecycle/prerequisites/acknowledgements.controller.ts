import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ReadAcknowledgements } from '../../people/read-acknowledgements.js';
import { personIdSchema } from '../../people/people.schema.js';
import { personPrerequisitesSchema, type PersonPrerequisites } from '../../people/prerequisites.schema.js';
import { ReadPersonPrerequisites } from '../../people/read-person-prerequisites.js';
import { wordsOf } from '../../people/read-prerequisites.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { BeforeSigning, CurrentActor } from '../../platform/http/actor.decorator.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import type { PersonActor } from '../../policy/model/actor.js';
import {
  acknowledgementsSchema,
  signatureSchema,
  stateStatusSchema,
  textIdSchema,
} from './prerequisites.schema.js';
import { RegisterPrerequisite } from './register-prerequisite.js';
import { SignAcknowledgement } from './sign-acknowledgement.js';

type Acknowledgements = z.input<typeof acknowledgementsSchema>;

/** What a person signs, and what others state about them. */
@ApiTags('prerequisites')
@Controller()
export class AcknowledgementsController {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly asked: ReadAcknowledgements,
    private readonly sign: SignAcknowledgement,
    private readonly register: RegisterPrerequisite,
    private readonly known: ReadPersonPrerequisites,
  ) {}

  /** What waits for one's own signature. */
  @BeforeSigning()
  @Get('acknowledgements')
  @Returns(acknowledgementsSchema)
  async waiting(
    @CurrentActor() actor: PersonActor,
    @WantedLanguage() language: Language,
  ): Promise<Acknowledgements> {
    const asked = await this.asked.run(this.database, actor.personId, this.clock.today());
    return {
      items: asked.map(({ prerequisite, text, signedVersion }) => ({
        textId: text.id,
        name: wordsOf(prerequisite, language).name,
        version: text.version,
        askedFrom: text.askedFrom,
        text: { sv: text.textSv, en: text.textEn },
        digest: text.digest,
        signedVersion,
      })),
      next: null,
    };
  }

  /** Answers with what still waits. */
  @BeforeSigning()
  @Post('acknowledgements/:id/signature')
  @HttpCode(200)
  @Returns(acknowledgementsSchema)
  async signText(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: textIdSchema }) id: string,
    @Body({ schema: signatureSchema }) body: z.output<typeof signatureSchema>,
    @WantedLanguage() language: Language,
  ): Promise<Acknowledgements> {
    await this.sign.run(actor, id, body.digest);
    return this.waiting(actor, language);
  }

  @Post('people/:id/prerequisites')
  @HttpCode(200)
  @Returns(personPrerequisitesSchema)
  async state(
    @CurrentActor() actor: PersonActor,
    @Param('id', { schema: personIdSchema }) id: string,
    @Body({ schema: stateStatusSchema }) body: z.output<typeof stateStatusSchema>,
    @WantedLanguage() language: Language,
  ): Promise<PersonPrerequisites> {
    await this.register.run(actor, id, body);
    return this.known.run(actor, id, language);
  }
}
