// Package simulator holds what every vendor's simulator is made of: request
// windows that count as strictly as a vendor may, faults to order, latency, and
// Japanese people from a seed. It knows no vendor.
package simulator
