import sys

from buurtnet.config.cli import main

sys.exit(main())
