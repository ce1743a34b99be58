package quota

import "context"

var testContext = context.Background()
