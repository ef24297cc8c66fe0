import {
  Inject,
  Module,
  type DynamicModule,
  type FactoryProvider,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { passwordChecker, type PasswordChecker } from '../../connectors/connector.js';
import { NoticesModule } from '../../notices/notices.module.js';
import { PeopleModule } from '../../people/people.module.js';
import { OwnCredentialsModule } from '../own-credentials.module.js';
import { SignInModule } from '../sign-in.module.js';
import { ChangeApp } from './change-app.js';
import { CodesController } from './codes.controller.js';
import { OneTimeCodes } from './one-time-codes.js';
import { SignInByCode } from './sign-in-by-code.js';

/** Sign-in by password and code; app.module.ts says which directory knows the passwords. */
@Module({})
export class CodesModule implements OnApplicationShutdown {
  constructor(@Inject(passwordChecker) private readonly passwords: PasswordChecker) {}

  async onApplicationShutdown(): Promise<void> {
    await this.passwords.close();
  }

  static with(checker: Omit<FactoryProvider<PasswordChecker>, 'provide'>): DynamicModule {
    return {
      module: CodesModule,
      imports: [AuditModule, NoticesModule, PeopleModule, SignInModule, OwnCredentialsModule],
      controllers: [CodesController],
      providers: [{ provide: passwordChecker, ...checker }, OneTimeCodes, SignInByCode, ChangeApp],
    };
  }
}
