import { Body, Controller, Get, Logger, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CurrentActor, Public } from '../../platform/http/actor.decorator.js';
import { InvalidInput, type FieldError } from '../../platform/http/invalid-input.js';
import { WantedLanguage, type Language } from '../../platform/http/language.decorator.js';
import { Returns } from '../../platform/http/returns.decorator.js';
import { SignedRoute } from '../../platform/http/signed-route.js';
import { Refused } from '../../platform/refused.js';
import type { Actor, PersonActor } from '../../policy/model/actor.js';
import { EventSenderGuard, senderOf, type EventSender } from './event-sender.guard.js';
import {
  answersSchema,
  eventsQuerySchema,
  eventsSchema,
  pushedSchema,
  type EventsQuery,
} from './hr-events.schema.js';
import { ReadHrEvents } from './read-hr-events.js';
import { TakeHrEvent, type EventAnswer } from './take-hr-event.js';

type Answer = z.input<typeof answersSchema>['items'][number];

const statusOf: Readonly<Record<EventAnswer['state'], number>> = {
  applied: 200,
  unchanged: 200,
  duplicate: 200,
  stale: 200,
  cancelled: 200,
  received: 202,
  held: 202,
  quarantined: 202,
  conflict: 409,
};

@ApiTags('hr')
@Controller('hr/events')
export class HrEventsController {
  readonly #log = new Logger('HrEvents');

  constructor(
    private readonly take: TakeHrEvent,
    private readonly events: ReadHrEvents,
  ) {}

  /** One event is answered by its status; a list with 200 and a status for each, in its order. */
  @Post()
  @Public()
  @UseGuards(EventSenderGuard)
  @SignedRoute(4)
  @Returns(answersSchema)
  async push(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body({ schema: pushedSchema }) body: z.output<typeof pushedSchema>,
  ): Promise<z.input<typeof answersSchema>> {
    const sender = senderOf(request);
    if (!Array.isArray(body)) {
      const answer = await this.take.run(actorOf(sender), sender.source, body, sender.name);
      if (answer.state === 'conflict') throw Refused.because('event-conflict', answer.detail ?? '');
      reply.status(statusOf[answer.state]);
      return { items: [told(answer)] };
    }
    const items: Answer[] = [];
    for (const event of body) items.push(await this.#one(sender, event));
    reply.status(200);
    return { items };
  }

  @Get()
  @Returns(eventsSchema)
  list(
    @CurrentActor() actor: PersonActor,
    @Query({ schema: eventsQuerySchema }) query: EventsQuery,
    @WantedLanguage() language: Language,
  ): Promise<z.input<typeof eventsSchema>> {
    return this.events.page(actor, query, language);
  }

  /** One that cannot be taken stops none of the others. */
  async #one(sender: EventSender, event: unknown): Promise<Answer> {
    try {
      return told(await this.take.run(actorOf(sender), sender.source, event, sender.name));
    } catch (error) {
      if (error instanceof InvalidInput) return notTaken(422, 'invalid', error.message, error.errors);
      this.#log.error({ err: error }, 'an event of a list was not taken');
      return notTaken(500, 'internal', 'The event was not taken: send it again.', []);
    }
  }
}

function actorOf(sender: EventSender): Actor {
  return { kind: 'system', name: `hr-event ${sender.source.id} ${sender.name}`, channel: 'api' };
}

function told(answer: EventAnswer): Answer {
  return { ...answer, status: statusOf[answer.state], errors: [] };
}

function notTaken(status: number, reason: string, detail: string, errors: FieldError[]): Answer {
  return { event: '', state: 'invalid', status, reason, detail, errors };
}
