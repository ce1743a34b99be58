package say

var jaRuns = table{}
