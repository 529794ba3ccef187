// The attention kernel for any processor.
#define MIM_KERNEL portable
#include "attention_kernel.h"
