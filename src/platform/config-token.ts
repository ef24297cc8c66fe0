/** Inject the checked configuration: `@Inject(configToken) config: Config`. */
export const configToken = Symbol('Config');
