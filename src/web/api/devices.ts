import { queryOptions } from '@tanstack/react-query';
import type {
  DevicesForgetOneData,
  DevicesOwnData,
  DevicesRememberThisData,
  DevicesSignInByDeviceData,
  ForgottenDevices,
  KnownDevices,
  RememberedDevice,
} from './generated/types.gen.js';
import { get, post } from './http.js';

export const devicesQuery = queryOptions({
  queryKey: ['sessions', 'devices'],
  queryFn: ({ signal }) => get<DevicesOwnData, KnownDevices>('/api/me/devices', {}, signal),
});

export function rememberDevice(): Promise<RememberedDevice> {
  return post<DevicesRememberThisData, RememberedDevice>('/api/me/devices', {});
}

export function forgetDevice(id: string): Promise<ForgottenDevices> {
  return post<DevicesForgetOneData, ForgottenDevices>('/api/me/devices/{id}/forget', { path: { id } });
}

export function signInByDevice(): Promise<RememberedDevice> {
  return post<DevicesSignInByDeviceData, RememberedDevice>('/api/auth/device', { body: {} });
}
