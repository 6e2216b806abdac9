// Attributes of an Application Load Balancer. Source: LoadBalancerAttribute in the SDK. Those that would send logs or change
// requests have no effect here and are refused when they are turned on.
import { type AttributeRule, type AttributeTable, anything, numberOf, oneOf } from './attribute-table.ts'
import { elbError, notSimulated } from './errors.ts'

export const deletionProtectionKey = 'deletion_protection.enabled'

export const loadBalancerAttributeTable: AttributeTable = {
  [deletionProtectionKey]: oneOf('false', 'true'),
  // "The default for Application Load Balancers is true, and can't be changed."
  'load_balancing.cross_zone.enabled': fixed('true'),
  'idle_timeout.timeout_seconds': numberOf('60', 1, 4000),
  'client_keep_alive.seconds': numberOf('3600', 60, 604_800),
  'routing.http.desync_mitigation_mode': oneOf('defensive', 'monitor', 'strictest'),
  'routing.http.drop_invalid_header_fields.enabled': oneOf('false', 'true'),
  'routing.http.preserve_host_header.enabled': oneOf('false', 'true'),
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': oneOf('false', 'true'),
  'routing.http.xff_client_port.enabled': oneOf('false', 'true'),
  'routing.http.xff_header_processing.mode': oneOf('append', 'preserve', 'remove'),
  'routing.http2.enabled': oneOf('true', 'false'),
  'waf.fail_open.enabled': oneOf('false', 'true'),
  'ipv6.deny_all_igw_traffic': oneOf('false', 'true'),
  'zonal_shift.config.enabled': unsimulated('false'),
  ...logAttributes('access_logs'),
  ...logAttributes('connection_logs'),
  ...logAttributes('health_check_logs'),
}

function logAttributes(kind: string): AttributeTable {
  return {
    [`${kind}.s3.enabled`]: unsimulated('false'),
    [`${kind}.s3.bucket`]: anything(''),
    [`${kind}.s3.prefix`]: anything(''),
  }
}

function fixed(initial: string): AttributeRule {
  return {
    initial,
    refuse: value => {
      if (value === initial) return undefined
      throw elbError('InvalidConfigurationRequest', 'This attribute of an Application Load Balancer cannot be changed')
    },
  }
}

function unsimulated(initial: string): AttributeRule {
  return {
    initial,
    refuse: value => {
      if (value === initial) return undefined
      throw notSimulated(`The load balancer attribute value '${value}'`)
    },
  }
}
