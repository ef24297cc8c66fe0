/** What a column of the employments file may mean. */
export type EmploymentField =
  | 'personKey'
  | 'personalNumber'
  | 'previousNumber'
  | 'givenName'
  | 'callName'
  | 'familyName'
  | 'protection'
  | 'hsaId'
  | 'email'
  | 'number'
  | 'kind'
  | 'titleCode'
  | 'title'
  | 'unit'
  | 'percent'
  | 'startDate'
  | 'endDate'
  | 'main'
  | 'leadsUnit'
  | 'managerNumber'
  | 'leaveKind'
  | 'leavePercent'
  | 'leaveFrom'
  | 'leaveTo'
  | 'sponsorNumber'
  | 'externalEmployer'
  | 'contractReference'
  | 'registeredByHand';

/** What a column of the units file may mean. */
export type UnitField =
  'code' | 'parent' | 'name' | 'kind' | 'hsaId' | 'managerNumber' | 'costCentre' | 'validFrom' | 'validTo';
