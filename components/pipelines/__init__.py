"""The paths through the stages, one public function each; the only callers of two stages."""
