#!/bin/bash
# test_kills.sh with the real stages and executors.
STAGES=real . "$(dirname "$0")/test_kills.sh"
