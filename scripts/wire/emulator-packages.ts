/** moto's extra `server` would bring twice as much; these are what its server needs for our four services. */
export const emulatorPackages = [
  'moto[ec2,autoscaling,elbv2,route53]==5.2.5',
  'flask==3.1.3',
  'flask-cors==6.0.5',
  'ministack==1.5.33',
] as const

/** What has to be importable for both emulators to start. */
export const emulatorModules = ['flask', 'flask_cors', 'moto.server', 'ministack'] as const
